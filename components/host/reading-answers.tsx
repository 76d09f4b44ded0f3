"use client";

import { JsonInput, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Controller } from "react-hook-form";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { HostFormPart } from "./host-form-frame.tsx";
import { RangeInput } from "./range-input.tsx";
import { SwitchInput } from "./switch-input.tsx";

const ALIASES = ["limit", "remaining", "reset"] as const;
const HALT_AFTER = 10;

/** How long receivers may ask to wait, what refusals mean, names of rate headers, and rules for outcomes. */
export function ReadingAnswers({ form, disabled }: HostFormPart) {
  const t = useTranslations("hosts.answers");
  const halts = form.watch("halt_after_unauthorized") !== null;
  return (
    <SectionCard title={t("title")} description={t("text")}>
      <Stack gap="md">
        <SwitchInput
          form={form}
          name="halt_after_unauthorized"
          label={t("halt")}
          description={t("haltText")}
          on={HALT_AFTER}
          off={null}
          disabled={disabled}
        />
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }}>
          {halts ? (
            <RangeInput
              form={form}
              name="halt_after_unauthorized"
              label={t("haltAfter")}
              min={1}
              max={1_000}
              whole
              disabled={disabled}
            />
          ) : null}
          <RangeInput
            form={form}
            name="max_wait_seconds"
            label={t("maxWait")}
            min={0}
            max={86_400}
            disabled={disabled}
          />
        </SimpleGrid>
        <SimpleGrid cols={{ base: 1, xs: 3 }}>
          {ALIASES.map((name) => (
            <Controller
              key={name}
              control={form.control}
              name="rate_headers"
              render={({ field }) => (
                <TextInput
                  label={t(`headers.${name}`)}
                  placeholder={`x-ratelimit-${name}`}
                  disabled={disabled}
                  value={field.value?.[name] ?? ""}
                  onChange={(event) =>
                    field.onChange(withAlias(field.value ?? null, name, event.currentTarget.value))
                  }
                />
              )}
            />
          ))}
        </SimpleGrid>
        <OutcomeRules form={form} disabled={disabled} />
      </Stack>
    </SectionCard>
  );
}

type Aliases = { limit?: string | undefined; remaining?: string | undefined; reset?: string | undefined };

function withAlias(before: Aliases | null, name: (typeof ALIASES)[number], value: string): Aliases | null {
  const { [name]: _, ...rest } = before ?? {};
  const next = value.trim() === "" ? rest : { ...rest, [name]: value.trim() };
  return Object.keys(next).length === 0 ? null : next;
}

/** The rules as JSON: the same form as in the API and in files. */
function OutcomeRules({ form, disabled }: HostFormPart) {
  const t = useTranslations("hosts.answers");
  const [text, setText] = useState(() => JSON.stringify(form.getValues("outcome_rules") ?? [], null, 2));
  return (
    <Controller
      control={form.control}
      name="outcome_rules"
      render={({ field, fieldState }) => (
        <JsonInput
          label={t("rules")}
          description={t("rulesText")}
          placeholder='[{ "status": 409, "outcome": "already" }]'
          autosize
          minRows={3}
          maxRows={14}
          formatOnBlur
          disabled={disabled}
          value={text}
          onChange={(next) => {
            setText(next);
            field.onChange(parsed(next));
          }}
          error={fieldState.error ? t("rulesWrong", { reason: deepest(fieldState.error) }) : undefined}
        />
      )}
    />
  );
}

/** What cannot be read is handed on as it is, so that the schema refuses it. */
function parsed(text: string): unknown {
  try {
    return text.trim() === "" ? [] : JSON.parse(text);
  } catch {
    return text;
  }
}

/** The first message inside a nested error, with the place it speaks of. */
function deepest(error: unknown, path = ""): string {
  if (typeof error !== "object" || error === null) return "";
  const { message } = error as { message?: unknown };
  if (typeof message === "string" && message !== "") return path === "" ? message : `${path}: ${message}`;
  for (const [key, inner] of Object.entries(error)) {
    if (key === "ref" || key === "types") continue;
    const found = deepest(inner, path === "" ? key : `${path}.${key}`);
    if (found !== "") return found;
  }
  return "";
}
