"use client";

import { Modal } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ApiKeyInput, CreatedApiKey } from "#lib/api-key/schema.ts";
import { ApiKeyForm, type ApiKeyValues } from "./api-key-form.tsx";
import { apiKeyQueries, createApiKey } from "./queries.ts";
import { TokenShown } from "./token-shown.tsx";

type CreateApiKeyProps = { opened: boolean; onClose: () => void };

/** Dialog that makes a key and shows it, once. */
export function CreateApiKey({ opened, onClose }: CreateApiKeyProps) {
  const t = useTranslations("apiKeys");
  const shell = useTranslations("shell");
  const [created, setCreated] = useState<CreatedApiKey | null>(null);

  function close() {
    setCreated(null);
    onClose();
  }

  return (
    <Modal
      opened={opened}
      onClose={close}
      // The key is shown once: a stray click beside the dialog must not lose it.
      closeOnClickOutside={created === null}
      size="lg"
      title={created ? t("tokenTitle") : t("createTitle")}
      closeButtonProps={{ "aria-label": shell("close") }}
    >
      {created ? <TokenShown token={created.token} onDone={close} /> : <CreateForm onCreated={setCreated} />}
    </Modal>
  );
}

const EMPTY: ApiKeyValues = { name: "", addresses: "", expires: null, scopes: ["users.track"] };

function CreateForm({ onCreated }: { onCreated: (key: CreatedApiKey) => void }) {
  const t = useTranslations("apiKeys");
  const queryClient = useQueryClient();
  async function create(input: ApiKeyInput) {
    const key = await createApiKey(input);
    await queryClient.invalidateQueries({ queryKey: apiKeyQueries.all });
    onCreated(key);
  }
  return <ApiKeyForm initial={EMPTY} submitLabel={t("createSubmit")} onSubmit={create} />;
}
