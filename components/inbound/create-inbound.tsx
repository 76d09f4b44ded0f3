"use client";

import { Button, Group, Modal, PasswordInput, Select, Stack, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Controller, useForm } from "react-hook-form";
import { applyApiErrors, ErrorSummary } from "#components/ui/form-errors.tsx";
import { INBOUND_SCHEMES, type InboundScheme, type InboundView } from "#lib/inbound/schema.ts";
import { createInbound, inboundQueries } from "./queries.ts";

interface Values {
  name: string;
  scheme: InboundScheme;
  secret: string;
  event: string;
  external_id: string;
  event_id: string;
  properties: string;
  items: string;
}

const EMPTY: Values = {
  name: "",
  scheme: "standard_webhooks",
  secret: "",
  event: "$.type",
  external_id: "$.data.customer_id",
  event_id: "$.id",
  properties: "$.data",
  items: "",
};

const FIELDS = [
  "name",
  "scheme",
  "secret",
  "event",
  "external_id",
  "event_id",
  "properties",
  "items",
] as const;
const PATHS = ["event", "external_id", "event_id", "properties", "items"] as const;
const NEEDED = new Set<string>(["event", "external_id"]);

type CreateInboundFormProps = {
  opened: boolean;
  onClose: () => void;
  onCreated: (made: InboundView) => void;
};

/** A new address: how calls prove their origin, and where in them the event is. */
export function CreateInboundForm({ opened, onClose, onCreated }: CreateInboundFormProps) {
  const t = useTranslations("inbound");
  const shell = useTranslations("shell");
  const queryClient = useQueryClient();
  const form = useForm<Values>({ defaultValues: EMPTY });
  const [problems, setProblems] = useState<string[]>([]);
  const { register, formState, handleSubmit, control, watch } = form;
  const errorOf = (name: keyof Values) => formState.errors[name]?.message;

  const submit = handleSubmit(async (values) => {
    setProblems([]);
    try {
      const made = await createInbound(toBody(values));
      await queryClient.invalidateQueries({ queryKey: inboundQueries.all });
      form.reset(EMPTY);
      onClose();
      onCreated(made);
    } catch (error) {
      setProblems(applyApiErrors(form, error, FIELDS, (field) => field.replace(/^mapping\./, "")));
    }
  });

  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={t("create")}
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
                onChange={(value) => field.onChange(value ?? EMPTY.scheme)}
              />
            )}
          />
          {watch("scheme") === "none" ? null : (
            <PasswordInput
              label={t("secret")}
              description={t("secretHint")}
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
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={formState.isSubmitting}>
              {t("save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function toBody(values: Values) {
  const { name, scheme, secret, event, external_id, ...optional } = values;
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value.trim() !== ""));
  return {
    name,
    scheme,
    ...(scheme === "none" || secret === "" ? {} : { secret }),
    mapping: { event, external_id, ...given, unknown_person: "create" as const },
  };
}
