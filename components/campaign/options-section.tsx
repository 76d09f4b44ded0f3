"use client";

import { Button, Group, NumberInput, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { OutcomeRule } from "#lib/host/outcome-rules.ts";
import type { Draft } from "./definition-draft.ts";
import { OutcomeRuleRow } from "./outcome-rule-row.tsx";
import { readSchedule } from "./retry-schedule.ts";

/** The part of a campaign, or of a message step, that says how hard to try and what counts as success. */
type Options = Pick<Draft, "retry" | "outcome_rules">;
type OptionsProps<Owner extends Options> = { draft: Owner; onChange: (draft: Owner) => void };

/** Time-out, retries, and what an answer means where its status alone does not say. */
export function OptionsSection<Owner extends Options>({ draft, onChange }: OptionsProps<Owner>) {
  const t = useTranslations("composer.options");
  const { retry } = draft;
  return (
    <SectionCard title={t("title")} description={t("text")}>
      <Stack gap="md">
        <Group align="flex-start" gap="md">
          <NumberInput
            label={t("timeout")}
            data-field="retry.timeout_ms"
            min={0.1}
            max={60}
            suffix=" s"
            value={retry.timeout_ms / 1_000}
            onChange={(value) =>
              typeof value === "number" &&
              onChange({ ...draft, retry: { ...retry, timeout_ms: Math.round(value * 1_000) } })
            }
            w={140}
          />
          <RetrySchedule
            key={retry.schedule_seconds.join()}
            field="schedule"
            value={retry.schedule_seconds}
            onChange={(schedule) => onChange({ ...draft, retry: { ...retry, schedule_seconds: schedule } })}
          />
          <RetrySchedule
            key={`unreachable ${retry.unreachable_schedule_seconds.join()}`}
            field="unreachable"
            value={retry.unreachable_schedule_seconds}
            onChange={(schedule) =>
              onChange({ ...draft, retry: { ...retry, unreachable_schedule_seconds: schedule } })
            }
          />
        </Group>
        <Rules draft={draft} onChange={onChange} />
      </Stack>
    </SectionCard>
  );
}

/** What each schedule is called in the definition. */
const FIELDS = {
  schedule: "retry.schedule_seconds",
  unreachable: "retry.unreachable_schedule_seconds",
} as const;

type RetryScheduleProps = {
  field: keyof typeof FIELDS;
  value: number[];
  onChange: (seconds: number[]) => void;
};

/** Taken over when it is left; what is no number is said here and changes nothing. */
function RetrySchedule({ field, value, onChange }: RetryScheduleProps) {
  const t = useTranslations("composer.options");
  const kept = value.join(", ");
  const [text, setText] = useState(kept);
  const typed = readSchedule(text);
  return (
    <TextInput
      label={t(field)}
      description={t(`${field}Text`)}
      data-field={FIELDS[field]}
      value={text}
      error={
        "wrong" in typed
          ? t("scheduleWrong", {
              parts: typed.wrong.map((part) => `“${part}”`).join(", "),
              kept: kept || "–",
            })
          : null
      }
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => {
        if ("seconds" in typed && typed.seconds.join() !== value.join()) onChange(typed.seconds);
      }}
      style={{ flex: "1 1 240px" }}
    />
  );
}

function Rules<Owner extends Options>({ draft, onChange }: OptionsProps<Owner>) {
  const t = useTranslations("composer.options");
  const rules = draft.outcome_rules;
  const set = (index: number, rule: OutcomeRule): void =>
    onChange({ ...draft, outcome_rules: rules.map((item, at) => (at === index ? rule : item)) });
  return (
    <Stack gap={6} data-field="outcome_rules">
      <Text size="sm" fw={550}>
        {t("rules")}
      </Text>
      {rules.map((rule, index) => (
        <OutcomeRuleRow
          // biome-ignore lint/suspicious/noArrayIndexKey: rules have no identity of their own while they are typed
          key={`${rules.length} ${index}`}
          rule={rule}
          number={index + 1}
          onChange={(next) => set(index, next)}
          onRemove={() => onChange({ ...draft, outcome_rules: rules.filter((_, at) => at !== index) })}
        />
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden="true" />}
        style={{ alignSelf: "flex-start" }}
        onClick={() => onChange({ ...draft, outcome_rules: [...rules, { status: 409, outcome: "already" }] })}
      >
        {t("addRule")}
      </Button>
    </Stack>
  );
}
