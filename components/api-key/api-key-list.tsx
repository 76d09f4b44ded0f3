"use client";

import { ActionIcon, Button, Code, Menu, Modal, Text } from "@mantine/core";
import { IconBan, IconDots, IconKey, IconPencil, IconPlus, IconRefresh } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { parseAsBoolean, parseAsString, useQueryState } from "nuqs";
import { useState } from "react";
import { useCan } from "#components/shell/session.tsx";
import { useShortcut } from "#components/shell/shortcuts.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { confirmAction } from "#components/ui/confirm.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { notifyDone } from "#components/ui/notify.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { TableSkeleton } from "#components/ui/skeletons.tsx";
import type { ApiKeyView, CreatedApiKey } from "#lib/api-key/schema.ts";
import { useApiKeyColumns } from "./api-key-columns.tsx";
import { CreateApiKey } from "./create-api-key.tsx";
import { EditApiKey } from "./edit-api-key.tsx";
import { trackExample } from "./examples.ts";
import { apiKeyQueries, revokeApiKey } from "./queries.ts";
import { RotateApiKey } from "./rotate-api-key.tsx";
import { TokenShown } from "./token-shown.tsx";

/** Keys of the workspace: make, rotate, revoke. */
export function ApiKeyList() {
  const t = useTranslations("apiKeys");
  const shell = useTranslations("shell");
  const query = useQuery(apiKeyQueries.list());
  const [creating, setCreating] = useQueryState("create", parseAsBoolean.withDefault(false));
  const [editing, setEditing] = useQueryState("edit", parseAsString);
  const [rotating, setRotating] = useState<ApiKeyView | null>(null);
  const [rotated, setRotated] = useState<CreatedApiKey | null>(null);
  const mayWrite = useCan("api_keys.write");
  const columns = useApiKeyColumns(query.data?.api_keys);
  const openCreate = () => void setCreating(true);
  useShortcut(mayWrite ? "n" : null, t("create"), openCreate);
  const create = mayWrite ? (
    <Button leftSection={<IconPlus size={15} aria-hidden="true" />} onClick={openCreate}>
      {t("create")}
    </Button>
  ) : null;

  return (
    <>
      <PageHeader title={t("title")} description={t("description")} actions={create} />
      <QueryView
        query={query}
        skeleton={<TableSkeleton columns={6} rows={4} />}
        errorTitle={t("loadFailed")}
        isEmpty={(data) => data.api_keys.length === 0}
        empty={
          <EmptyState
            icon={<IconKey size={22} />}
            title={t("empty")}
            action={create}
            example={
              <CodeBlock
                label={t("exampleLabel")}
                code={trackExample("https://…", "sbx_…")}
                withCopy={false}
              />
            }
          >
            {t("emptyBody")}
          </EmptyState>
        }
      >
        {(data) => (
          <DataTable
            caption={t("caption")}
            columns={columns}
            rows={data.api_keys}
            rowId={idOf}
            rowName={(key) => key.name}
            rowDetail={(key) => <ScopeDetail apiKey={key} />}
            {...(mayWrite
              ? {
                  rowActions: (key: ApiKeyView) => (
                    <KeyMenu
                      apiKey={key}
                      onEdit={() => void setEditing(key.api_key_id)}
                      onRotate={() => setRotating(key)}
                    />
                  ),
                }
              : {})}
            minWidth={760}
          />
        )}
      </QueryView>
      <CreateApiKey opened={creating} onClose={() => void setCreating(null)} />
      <EditApiKey id={mayWrite ? editing : null} onClose={() => void setEditing(null)} />
      <RotateApiKey apiKey={rotating} onClose={() => setRotating(null)} onRotated={setRotated} />
      <Modal
        opened={rotated !== null}
        onClose={() => setRotated(null)}
        closeOnClickOutside={false}
        size="lg"
        title={t("tokenTitle")}
        closeButtonProps={{ "aria-label": shell("close") }}
      >
        {rotated ? <TokenShown token={rotated.token} onDone={() => setRotated(null)} /> : null}
      </Modal>
    </>
  );
}

const idOf = (key: ApiKeyView) => key.api_key_id;

function ScopeDetail({ apiKey }: { apiKey: ApiKeyView }) {
  const t = useTranslations("apiKeys");
  if (apiKey.scopes.includes("*")) return <Text size="sm">{t("allScopes")}</Text>;
  return (
    <Text size="sm" component="div" style={{ display: "flex", flexWrap: "wrap", gap: 6 }}>
      {apiKey.scopes.map((scope) => (
        <Code key={scope}>{scope}</Code>
      ))}
    </Text>
  );
}

type KeyMenuProps = { apiKey: ApiKeyView; onEdit: () => void; onRotate: () => void };

function KeyMenu({ apiKey, onEdit, onRotate }: KeyMenuProps) {
  const t = useTranslations("apiKeys");
  const queryClient = useQueryClient();
  const { name, api_key_id: id } = apiKey;
  if (apiKey.status === "revoked") return null;

  function revoke() {
    confirmAction({
      title: t("revokeTitle", { name }),
      body: t("revokeBody"),
      confirmLabel: t("revokeConfirm"),
      danger: true,
      onConfirm: async () => {
        await revokeApiKey(id);
        await queryClient.invalidateQueries({ queryKey: apiKeyQueries.all });
        notifyDone(t("revoked", { name }));
      },
    });
  }

  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={t("actions", { name })}>
          <IconDots size={16} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={15} aria-hidden="true" />} onClick={onEdit}>
          {t("edit")}
        </Menu.Item>
        {apiKey.status === "active" && apiKey.replaced_by === null ? (
          <Menu.Item leftSection={<IconRefresh size={15} aria-hidden="true" />} onClick={onRotate}>
            {t("rotate")}
          </Menu.Item>
        ) : null}
        <Menu.Item
          color="var(--mantine-color-error)"
          leftSection={<IconBan size={15} aria-hidden="true" />}
          onClick={revoke}
        >
          {t("revoke")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
