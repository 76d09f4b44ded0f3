"use client";

import { ActionIcon, Badge, Button, Code, Group, Text, Tooltip } from "@mantine/core";
import { IconKey, IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useCan } from "#components/shell/session.tsx";
import { confirmAction } from "#components/ui/confirm.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { notifyDone } from "#components/ui/notify.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { TableSkeleton } from "#components/ui/skeletons.tsx";
import type { SecretView } from "#lib/secret/schema.ts";
import { deleteSecret, secretQueries } from "./queries.ts";
import { SecretDialog } from "./secret-dialog.tsx";

/** The values templates may use without anybody seeing them: which, where they may go, when they last went. */
export function SecretList() {
  const t = useTranslations("secrets");
  const query = useQuery(secretQueries.list());
  const mayWrite = useCan("secrets.write");
  const columns = useColumns();
  const [dialog, setDialog] = useState<{ opened: boolean; secret: SecretView | null }>({
    opened: false,
    secret: null,
  });
  const add = mayWrite ? (
    <Button
      leftSection={<IconPlus size={15} aria-hidden="true" />}
      onClick={() => setDialog({ opened: true, secret: null })}
    >
      {t("new")}
    </Button>
  ) : null;
  return (
    <SectionCard title={t("title")} description={t("description")} actions={add}>
      <QueryView query={query} skeleton={<TableSkeleton rows={3} columns={4} />}>
        {({ secrets }) =>
          secrets.length === 0 ? (
            <EmptyState icon={<IconKey size={22} />} title={t("none")} order={3} action={add}>
              {t.rich("noneBody", { code: (text) => <Code>{`{{ secrets.${String(text)} }}`}</Code> })}
            </EmptyState>
          ) : (
            <DataTable
              caption={t("title")}
              columns={columns}
              rows={secrets}
              rowId={(secret) => secret.secret_id}
              {...(mayWrite
                ? {
                    rowActions: (secret: SecretView) => (
                      <SecretActions secret={secret} onChange={() => setDialog({ opened: true, secret })} />
                    ),
                  }
                : {})}
            />
          )
        }
      </QueryView>
      <SecretDialog
        opened={dialog.opened}
        secret={dialog.secret}
        onClose={() => setDialog(({ secret }) => ({ opened: false, secret }))}
      />
    </SectionCard>
  );
}

function useColumns(): DataTableColumn<SecretView>[] {
  const t = useTranslations("secrets");
  return [
    {
      id: "name",
      header: t("name"),
      sortValue: (secret) => secret.name,
      cell: (secret) => (
        <>
          <Code>{secret.name}</Code>
          {secret.note ? (
            <Text size="xs" c="dimmed" lineClamp={2} mt={2}>
              {secret.note}
            </Text>
          ) : null}
        </>
      ),
    },
    {
      id: "hosts",
      header: t("hosts"),
      cell: (secret) =>
        secret.allowed_hosts.length === 0 ? (
          <Badge color="yellow" variant="light">
            {t("anyHost")}
          </Badge>
        ) : (
          <Text size="sm">{secret.allowed_hosts.join(", ")}</Text>
        ),
    },
    {
      id: "used",
      header: t("lastUsed"),
      hideBelow: "sm",
      sortValue: (secret) => secret.last_used_at ?? "",
      cell: (secret) => (secret.last_used_at ? <RelativeTime value={secret.last_used_at} /> : t("never")),
    },
    {
      id: "changed",
      header: t("changedAt"),
      hideBelow: "md",
      sortValue: (secret) => secret.updated_at,
      cell: (secret) => <RelativeTime value={secret.updated_at} />,
    },
  ];
}

function SecretActions({ secret, onChange }: { secret: SecretView; onChange: () => void }) {
  const t = useTranslations("secrets");
  const queryClient = useQueryClient();
  const { name } = secret;

  function remove() {
    confirmAction({
      title: t("deleteTitle", { name }),
      body: t("deleteBody", { name }),
      confirmLabel: t("deleteConfirm"),
      danger: true,
      onConfirm: async () => {
        await deleteSecret(secret.secret_id);
        await queryClient.invalidateQueries({ queryKey: secretQueries.all });
        notifyDone(t("deleted", { name }));
      },
    });
  }

  return (
    <Group gap={4} wrap="nowrap">
      <Tooltip label={t("change", { name })}>
        <ActionIcon aria-label={t("change", { name })} onClick={onChange}>
          <IconPencil size={16} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t("delete", { name })}>
        <ActionIcon aria-label={t("delete", { name })} onClick={remove}>
          <IconTrash size={16} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
