"use client";

import {
  ActionIcon,
  Button,
  Group,
  MultiSelect,
  NumberInput,
  Select,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { rolesWith } from "#lib/workspace/permissions.ts";
import type { WorkspaceView } from "#lib/workspace/schema.ts";
import { settingsQueries } from "./queries.ts";

type Rule = WorkspaceView["settings"]["review"]["rules"][number];

type ReviewRulesProps = { rules: readonly Rule[]; onChange: (rules: Rule[]) => void };

const MAX_RULES = 20;

/** Who must look when something concerns a tag, a host or many people. */
export function ReviewRules({ rules, onChange }: ReviewRulesProps) {
  const t = useTranslations("settings.review.rules");
  const replace = (at: number, rule: Rule): void =>
    onChange(rules.map((known, index) => (index === at ? rule : known)));
  return (
    <Stack gap="sm" component="fieldset" p={0} m={0} style={{ border: 0 }}>
      <Text component="legend" size="sm" fw={550} p={0}>
        {t("title")}
      </Text>
      <Text size="sm" c="dimmed">
        {t("hint")}
      </Text>
      {rules.map((rule, index) => (
        <RuleRow
          // biome-ignore lint/suspicious/noArrayIndexKey: a rule has no identity but its place
          key={index}
          rule={rule}
          number={index + 1}
          onChange={(next) => replace(index, next)}
          onRemove={() => onChange(rules.filter((_, other) => other !== index))}
        />
      ))}
      <Group>
        <Button
          variant="default"
          disabled={rules.length >= MAX_RULES}
          leftSection={<IconPlus size={15} aria-hidden="true" />}
          onClick={() =>
            onChange([...rules, { when: { type: "host", host: "" }, reviewers: [], approvals_needed: 1 }])
          }
        >
          {t("add")}
        </Button>
      </Group>
    </Stack>
  );
}

type RuleRowProps = { rule: Rule; number: number; onChange: (rule: Rule) => void; onRemove: () => void };

function RuleRow({ rule, number, onChange, onRemove }: RuleRowProps) {
  const t = useTranslations("settings.review.rules");
  const members = useQuery(settingsQueries.members());
  const roles: readonly string[] = rolesWith("reviews.decide");
  const able = members.data?.members.filter(({ role }) => roles.includes(role)) ?? [];
  return (
    <Group gap="xs" align="flex-end" role="group" aria-label={t("rule", { number })}>
      <Select
        label={t("when")}
        w={170}
        allowDeselect={false}
        value={rule.when.type}
        data={(["host", "tag", "audience_over"] as const).map((value) => ({
          value,
          label: t(`types.${value}`),
        }))}
        onChange={(type) => onChange({ ...rule, when: emptyCondition(type) })}
      />
      <Condition rule={rule} onChange={onChange} />
      <MultiSelect
        label={t("reviewers")}
        placeholder={rule.reviewers.length === 0 ? t("anyone") : ""}
        w={{ base: "100%", sm: 260 }}
        data={able.map(({ user_id, name }) => ({ value: user_id, label: name }))}
        value={rule.reviewers}
        onChange={(reviewers) => onChange({ ...rule, reviewers })}
      />
      <NumberInput
        label={t("approvals")}
        w={110}
        min={1}
        max={5}
        value={rule.approvals_needed}
        onChange={(count) => onChange({ ...rule, approvals_needed: Number(count) || 1 })}
      />
      <ActionIcon size="lg" aria-label={t("remove", { number })} onClick={onRemove}>
        <IconTrash size={16} aria-hidden="true" />
      </ActionIcon>
    </Group>
  );
}

function Condition({ rule, onChange }: Pick<RuleRowProps, "rule" | "onChange">) {
  const t = useTranslations("settings.review.rules");
  const { when } = rule;
  if (when.type === "audience_over") {
    return (
      <NumberInput
        label={t("values.audience_over")}
        w={160}
        min={0}
        thousandSeparator=" "
        value={when.people}
        onChange={(people) =>
          onChange({ ...rule, when: { type: "audience_over", people: Number(people) || 0 } })
        }
      />
    );
  }
  const value = when.type === "tag" ? when.tag : when.host;
  return (
    <TextInput
      label={t(`values.${when.type}`)}
      w={{ base: "100%", sm: 220 }}
      required
      placeholder={when.type === "host" ? "*.example.com" : ""}
      value={value}
      onChange={(event) => {
        const text = event.currentTarget.value;
        const next = when.type === "tag" ? { type: when.type, tag: text } : { type: when.type, host: text };
        onChange({ ...rule, when: next });
      }}
    />
  );
}

function emptyCondition(type: string | null): Rule["when"] {
  if (type === "tag") return { type, tag: "" };
  return type === "audience_over" ? { type, people: 10_000 } : { type: "host", host: "" };
}
