"use client";

import { Modal } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { notifyDone } from "#components/ui/notify.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import type { ApiKeyInput, ApiKeyView } from "#lib/api-key/schema.ts";
import { ApiKeyForm } from "./api-key-form.tsx";
import { apiKeyQueries, changeApiKey } from "./queries.ts";

/** Dialog that changes what a key may do, from where and until when; the key itself stays the same. */
export function EditApiKey({ id, onClose }: { id: string | null; onClose: () => void }) {
  const t = useTranslations("apiKeys");
  const shell = useTranslations("shell");
  return (
    <Modal
      opened={id !== null}
      onClose={onClose}
      size="lg"
      title={t("editTitle")}
      closeButtonProps={{ "aria-label": shell("close") }}
    >
      {id === null ? null : <EditForm id={id} onClose={onClose} />}
    </Modal>
  );
}

function EditForm({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useTranslations("apiKeys");
  const queryClient = useQueryClient();
  const query = useQuery(apiKeyQueries.one(id));

  async function save(input: ApiKeyInput, etag: string) {
    await changeApiKey(id, input, etag);
    await queryClient.invalidateQueries({ queryKey: apiKeyQueries.all });
    notifyDone(t("changed", { name: input.name }));
    onClose();
  }

  return (
    <QueryView query={query} errorTitle={t("loadFailed")}>
      {({ key, etag }) => (
        <ApiKeyForm
          initial={valuesOf(key)}
          submitLabel={t("editSubmit")}
          onSubmit={(input) => save(input, etag)}
        />
      )}
    </QueryView>
  );
}

function valuesOf(key: ApiKeyView) {
  return {
    name: key.name,
    addresses: key.allowed_addresses.join("\n"),
    expires: key.expires_at,
    scopes: key.scopes,
  };
}
