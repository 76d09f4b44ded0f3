"use client";

import { ActionIcon, Button, Group, Stack, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { FormPair, WebhookBody } from "#lib/webhook/schema.ts";
import { LiquidInput } from "./liquid-input.tsx";
import type { TemplateVariable } from "./template-editor.tsx";

type FormValue = Extract<WebhookBody, { type: "form" }>["value"];

type FormEditorProps = {
  value: FormValue;
  onChange: (value: FormPair[]) => void;
  /** What Liquid can read, for completion. */
  variables: readonly TemplateVariable[];
};

/** Fields of a form body. They are encoded for the wire when the request is made. */
export function FormEditor({ value, onChange, variables }: FormEditorProps) {
  const t = useTranslations("composer.form");
  const pairs: FormPair[] = Array.isArray(value)
    ? value
    : Object.entries(value).map(([name, item]) => ({ name, value: item }));
  const set = (index: number, change: Partial<FormPair>): void =>
    onChange(pairs.map((pair, at) => (at === index ? { ...pair, ...change } : pair)));
  return (
    <Stack gap={6}>
      {pairs.map((pair, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: names may repeat in a form and change while typed
        <Group key={index} gap="xs" wrap="nowrap">
          <TextInput
            aria-label={t("name", { number: index + 1 })}
            value={pair.name}
            onChange={(event) => set(index, { name: event.currentTarget.value })}
            style={{ flex: 2 }}
            spellCheck={false}
          />
          <LiquidInput
            aria-label={t("value", { number: index + 1 })}
            value={String(pair.value ?? "")}
            onChange={(text) => set(index, { value: text })}
            variables={variables}
            style={{ flex: 3 }}
          />
          <ActionIcon
            size="lg"
            aria-label={t("remove", { number: index + 1 })}
            onClick={() => onChange(pairs.filter((_, at) => at !== index))}
          >
            <IconTrash size={16} aria-hidden="true" />
          </ActionIcon>
        </Group>
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden="true" />}
        onClick={() => onChange([...pairs, { name: "", value: "" }])}
        style={{ alignSelf: "flex-start" }}
      >
        {t("add")}
      </Button>
    </Stack>
  );
}
