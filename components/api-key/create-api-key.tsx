"use client";

import { Button, Group, Modal, Stack, Textarea, TextInput } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { errorDetails } from "#components/ui/error-details.ts";
import { ErrorSummary } from "#components/ui/form-errors.tsx";
import { ApiKeyInput, type CreatedApiKey } from "#lib/api-key/schema.ts";
import { apiKeyQueries, createApiKey } from "./queries.ts";
import { ScopePicker } from "./scope-picker.tsx";
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

const EMPTY = { name: "", addresses: "", expires: null as string | null, scopes: ["users.track"] };

function CreateForm({ onCreated }: { onCreated: (key: CreatedApiKey) => void }) {
  const t = useTranslations("apiKeys");
  const queryClient = useQueryClient();
  const [values, setValues] = useState(EMPTY);
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const set = (change: Partial<typeof EMPTY>) => setValues((before) => ({ ...before, ...change }));

  async function submit(event: FormEvent) {
    event.preventDefault();
    const parsed = ApiKeyInput.safeParse({
      name: values.name,
      scopes: values.scopes,
      allowed_addresses: values.addresses.split(/[\s,]+/).filter(Boolean),
      expires_at: values.expires ? new Date(values.expires).toISOString() : null,
    });
    if (!parsed.success) {
      setErrors(
        Object.fromEntries(parsed.error.issues.map((issue) => [String(issue.path[0]), issue.message])),
      );
      return;
    }
    setErrors({});
    setBusy(true);
    try {
      const key = await createApiKey(parsed.data);
      await queryClient.invalidateQueries({ queryKey: apiKeyQueries.all });
      onCreated(key);
    } catch (error) {
      setErrors({ form: errorDetails(error).message });
    } finally {
      setBusy(false);
    }
  }

  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        <ErrorSummary messages={errors.form ? [errors.form] : []} />
        <TextInput
          label={t("name")}
          description={t("nameHint")}
          data-autofocus
          value={values.name}
          error={errors.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <ScopePicker value={values.scopes} onChange={(scopes) => set({ scopes })} error={errors.scopes} />
        <Textarea
          label={t("addresses")}
          description={t("addressesHint")}
          autosize
          minRows={2}
          value={values.addresses}
          error={errors.allowed_addresses}
          onChange={(event) => set({ addresses: event.currentTarget.value })}
        />
        <DateTimePicker
          label={t("expires")}
          description={t("expiresHint")}
          clearable
          value={values.expires}
          onChange={(expires) => set({ expires })}
          error={errors.expires_at}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={busy}>
            {t("createSubmit")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
