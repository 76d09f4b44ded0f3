"use client";

import { Button, Group, Modal, PasswordInput, Select, Stack, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Controller, useForm } from "react-hook-form";
import { applyApiErrors, ErrorSummary } from "#components/ui/form-errors.tsx";
import { useErrorDetails } from "#components/ui/use-error-details.ts";
import { INBOUND_SCHEMES, type InboundView } from "#lib/inbound/schema.ts";
import { EMPTY_INBOUND, type InboundValues, inboundOf, valuesOfInbound } from "./inbound-values.ts";
import { changeInbound, createInbound, inboundQueries } from "./queries.ts";

const FIELDS = [
  "name",
  "scheme",
  "secret",
  "event",
  "external_id",
  "event_id",
  "time",
  "properties",
  "items",
  "unknown_person",
] as const;
const PATHS = ["event", "external_id", "event_id", "time", "properties", "items"] as const;
const NEEDED = new Set<string>(["event", "external_id"]);

type InboundFormProps = {
  opened: boolean;
  onClose: () => void;
  /** The endpoint that is changed, with the state the change is bound to; without it a new one is made. */
  edited?: { endpoint: InboundView; etag: string } | undefined;
  onSaved: (saved: InboundView) => void;
};

/** How calls prove their origin, and where in them the event is: of a new address, or of one that exists. */
export function InboundForm({ opened, onClose, edited, onSaved }: InboundFormProps) {
  const t = useTranslations("inbound");
  const read = useErrorDetails();
  const shell = useTranslations("shell");
  const queryClient = useQueryClient();
  const form = useForm<InboundValues>({
    defaultValues: edited ? valuesOfInbound(edited.endpoint) : EMPTY_INBOUND,
  });
  const [problems, setProblems] = useState<string[]>([]);
  const { register, formState, handleSubmit, control, watch } = form;
  const errorOf = (name: keyof InboundValues) => formState.errors[name]?.message;

  const submit = handleSubmit(async (values) => {
    setProblems([]);
    try {
      const body = inboundOf(values);
      const saved = edited
        ? await changeInbound(edited.endpoint.inbound_id, body, edited.etag)
        : await createInbound(body);
      await queryClient.invalidateQueries({ queryKey: inboundQueries.all });
      form.reset(EMPTY_INBOUND);
      onClose();
      onSaved(saved);
    } catch (error) {
      setProblems(applyApiErrors(form, read(error), FIELDS, (field) => field.replace(/^mapping\./, "")));
    }
  });

  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={t(edited ? "edit" : "create")}
      closeButtonProps={{ "aria-label": shell("close") }}
    >
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="sm">
          <ErrorSummary messages={problems} />
          <TextInput
            label={t("name")}
            placeholder={t("namePlaceholder")}
            data-autofocus
            error={errorOf("name")}
            {...register("name", { required: t("required") })}
          />
          <Controller
            control={control}
            name="scheme"
            render={({ field }) => (
              <Select
                label={t("scheme")}
                data={INBOUND_SCHEMES.map((value) => ({ value, label: t(`schemes.${value}`) }))}
                allowDeselect={false}
                value={field.value}
                onChange={(value) => field.onChange(value ?? EMPTY_INBOUND.scheme)}
              />
            )}
          />
          {watch("scheme") === "none" ? null : (
            <PasswordInput
              label={t("secret")}
              description={t(edited?.endpoint.has_secret ? "secretKept" : "secretHint")}
              autoComplete="off"
              error={errorOf("secret")}
              {...register("secret")}
            />
          )}
          {PATHS.map((name) => (
            <TextInput
              key={name}
              label={t(`paths.${name}`)}
              description={t(`hints.${name}`, { liquid: "{{ data.kind }}" })}
              error={errorOf(name)}
              {...register(name, NEEDED.has(name) ? { required: t("required") } : {})}
            />
          ))}
          <Controller
            control={control}
            name="unknown_person"
            render={({ field }) => (
              <Select
                label={t("unknownPerson")}
                data={(["create", "refuse"] as const).map((value) => ({
                  value,
                  label: t(`unknownPeople.${value}`),
                }))}
                allowDeselect={false}
                value={field.value}
                onChange={(value) => field.onChange(value ?? "create")}
              />
            )}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={formState.isSubmitting}>
              {t(edited ? "saveChange" : "save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
