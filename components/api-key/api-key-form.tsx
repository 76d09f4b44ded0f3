"use client";

import { Button, Group, Stack, Textarea, TextInput } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { ErrorSummary } from "#components/ui/form-errors.tsx";
import { useErrorDetails } from "#components/ui/use-error-details.ts";
import { ApiKeyInput } from "#lib/api-key/schema.ts";
import { ScopePicker } from "./scope-picker.tsx";

export interface ApiKeyValues {
  name: string;
  /** One address or range per line. */
  addresses: string;
  expires: string | null;
  scopes: readonly string[];
}

type ApiKeyFormProps = {
  initial: ApiKeyValues;
  submitLabel: string;
  onSubmit: (input: ApiKeyInput) => Promise<void>;
};

/** Name, scopes, addresses and end of a key: for a new one and for one that exists. */
export function ApiKeyForm({ initial, submitLabel, onSubmit }: ApiKeyFormProps) {
  const t = useTranslations("apiKeys");
  const read = useErrorDetails();
  const [values, setValues] = useState(initial);
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const set = (change: Partial<ApiKeyValues>) => setValues((before) => ({ ...before, ...change }));

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
      await onSubmit(parsed.data);
    } catch (error) {
      setErrors({ form: read(error).message });
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
            {submitLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
