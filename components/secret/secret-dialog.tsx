"use client";

import {
  Button,
  Group,
  Modal,
  PasswordInput,
  Stack,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Controller, useForm } from "react-hook-form";
import { applyApiErrors, ErrorSummary } from "#components/ui/form-errors.tsx";
import { notifyDone } from "#components/ui/notify.tsx";
import { useErrorDetails } from "#components/ui/use-error-details.ts";
import type { SecretView } from "#lib/secret/schema.ts";
import { changeSecret, createSecret, secretQueries } from "./queries.ts";

interface Values {
  name: string;
  value: string;
  note: string;
  allowed_hosts: string[];
}

const FIELDS = ["name", "value", "note", "allowed_hosts"] as const;

type SecretDialogProps = {
  opened: boolean;
  /** The one to change; null makes a new one. */
  secret: SecretView | null;
  onClose: () => void;
};

/** Keeps a new value, or changes note, hosts and value of one; the value is never shown again. */
export function SecretDialog({ opened, secret, onClose }: SecretDialogProps) {
  const t = useTranslations("secrets");
  const shell = useTranslations("shell");
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={secret ? t("changeTitle", { name: secret.name }) : t("newTitle")}
      closeButtonProps={{ "aria-label": shell("close") }}
    >
      <SecretForm key={secret?.secret_id ?? "new"} secret={secret} onDone={onClose} />
    </Modal>
  );
}

function SecretForm({ secret, onDone }: { secret: SecretView | null; onDone: () => void }) {
  const t = useTranslations("secrets");
  const read = useErrorDetails();
  const queryClient = useQueryClient();
  const [problems, setProblems] = useState<string[]>([]);
  const form = useForm<Values>({
    defaultValues: {
      name: secret?.name ?? "",
      value: "",
      note: secret?.note ?? "",
      allowed_hosts: secret?.allowed_hosts ?? [],
    },
  });
  const { control, formState, register } = form;
  const errorOf = (name: keyof Values) => formState.errors[name]?.message;

  async function submit(values: Values) {
    setProblems([]);
    try {
      await save(secret, values);
      await queryClient.invalidateQueries({ queryKey: secretQueries.all });
      notifyDone(t(secret ? "changed" : "created", { name: values.name }));
      onDone();
    } catch (error) {
      // The API names one host of the list: allowed_hosts.0.
      setProblems(applyApiErrors(form, read(error), FIELDS, (field) => field.replace(/\.\d+$/, "")));
    }
  }

  return (
    <form noValidate onSubmit={(event) => void form.handleSubmit(submit)(event)}>
      <Stack gap="md">
        <ErrorSummary messages={problems} />
        <TextInput
          label={t("name")}
          description={t("nameHint")}
          autoComplete="off"
          disabled={secret !== null}
          data-autofocus={secret === null || undefined}
          error={errorOf("name")}
          {...register("name")}
        />
        <PasswordInput
          label={secret ? t("newValue") : t("value")}
          description={secret ? t("newValueHint") : t("valueHint")}
          autoComplete="new-password"
          error={errorOf("value")}
          {...register("value")}
        />
        <Controller
          control={control}
          name="allowed_hosts"
          render={({ field }) => (
            <TagsInput
              label={t("hosts")}
              description={t("hostsHint")}
              placeholder="api.example.com"
              acceptValueOnBlur
              splitChars={[",", " "]}
              error={errorOf("allowed_hosts")}
              value={field.value}
              onChange={field.onChange}
              onBlur={field.onBlur}
            />
          )}
        />
        <Textarea label={t("note")} autosize minRows={2} error={errorOf("note")} {...register("note")} />
        {secret ? null : (
          <Text size="xs" c="dimmed">
            {t("neverShown")}
          </Text>
        )}
        <Group justify="flex-end">
          <Button type="submit" loading={formState.isSubmitting}>
            {t(secret ? "save" : "create")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function save(secret: SecretView | null, { name, value, note, allowed_hosts }: Values): Promise<SecretView> {
  if (!secret) return createSecret({ name: name.trim(), value, note, allowed_hosts });
  return changeSecret(secret.secret_id, { note, allowed_hosts, ...(value === "" ? {} : { value }) });
}
