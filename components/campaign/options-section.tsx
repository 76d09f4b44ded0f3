"use client";

import { Button, Group, NumberInput, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { OutcomeRule } from "#lib/host/outcome-rules.ts";
import type { Draft } from "./definition-draft.ts";
import { OutcomeRuleRow } from "./outcome-rule-row.tsx";

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
        <Group align="flex-start" gap="lg">
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
          <TextInput
            label={t("schedule")}
            description={t("scheduleText")}
            key={retry.schedule_seconds.join()}
            defaultValue={retry.schedule_seconds.join(", ")}
            onBlur={(event) => {
              const schedule = event.currentTarget.value
                .split(/[,\s]+/)
                .filter((part) => part !== "" && Number.isFinite(Number(part)))
                .map(Number);
              if (schedule.join() !== retry.schedule_seconds.join())
                onChange({ ...draft, retry: { ...retry, schedule_seconds: schedule } });
            }}
            style={{ flex: 1 }}
          />
        </Group>
        <Rules draft={draft} onChange={onChange} />
      </Stack>
    </SectionCard>
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
