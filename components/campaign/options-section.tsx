"use client";

import { ActionIcon, Button, Group, NumberInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { SectionCard } from "#components/ui/section-card.tsx";
import { OUTCOMES, type Outcome, type OutcomeRule } from "#lib/host/outcome-rules.ts";
import type { Draft } from "./definition-draft.ts";

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
        // biome-ignore lint/suspicious/noArrayIndexKey: rules have no identity of their own while they are typed
        <Group key={index} gap="xs">
          <TextInput
            aria-label={t("status", { number: index + 1 })}
            placeholder="409, 4xx"
            value={String(rule.status ?? "")}
            onChange={(event) => set(index, { ...rule, status: statusOf(event.currentTarget.value) })}
            w={110}
          />
          <Text size="sm">{t("means")}</Text>
          <Select
            aria-label={t("outcome", { number: index + 1 })}
            data={OUTCOMES.map((outcome) => ({ value: outcome, label: t(`outcomes.${outcome}`) }))}
            value={rule.outcome}
            onChange={(outcome) => outcome && set(index, { ...rule, outcome: outcome as Outcome })}
            allowDeselect={false}
            w={220}
          />
          {rule.body ? (
            <Text size="sm" c="dimmed">
              {t("onBody", { path: rule.body.path })}
            </Text>
          ) : null}
          <ActionIcon
            aria-label={t("removeRule", { number: index + 1 })}
            onClick={() => onChange({ ...draft, outcome_rules: rules.filter((_, at) => at !== index) })}
          >
            <IconX size={15} aria-hidden="true" />
          </ActionIcon>
        </Group>
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

function statusOf(text: string): string | number {
  return /^\d{3}$/.test(text) ? Number(text) : text;
}
