"use client";

import { ActionIcon, Button, Group, Paper, Stack, TagsInput, Text } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { GoalRows } from "#components/campaign/goal-rows.tsx";
import { FilterBuilder } from "#components/segment/filter-builder.tsx";
import type { CanvasDefinition } from "#lib/canvas/schema.ts";
import { EVERYBODY } from "#lib/segment/filter.ts";
import { canvasQueries } from "./queries.ts";

type Rules = CanvasDefinition["exit_criteria"];
type RulesProps = { rules: Rules; events: string[]; onChange: (rules: Rules) => void };

/** What takes people out at once, wherever they are: events, and conditions that come to hold. */
export function ExitRules({ rules, events, onChange }: RulesProps) {
  const t = useTranslations("journeys");
  const byEvent = rules.filter((rule) => rule.event !== undefined);
  const others = rules.filter((rule) => rule.event === undefined);
  return (
    <Stack gap="xs" component="section" aria-label={t("exitOn")}>
      <TagsInput
        label={t("exitOn")}
        description={t("exitOnText")}
        data={events}
        value={byEvent.flatMap((rule) => rule.event ?? [])}
        onChange={(chosen) =>
          onChange([
            ...others,
            ...chosen.map((event) => byEvent.find((rule) => rule.event === event) ?? { event }),
          ])
        }
      />
      {others.map((rule, index) =>
        rule.filter ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: rules have no identity of their own
          <Paper key={index} withBorder p="sm">
            <Group justify="space-between" wrap="nowrap" mb="xs">
              <Text size="sm">{t("exitWhen")}</Text>
              <ActionIcon
                aria-label={t("removeExitWhen", { number: index + 1 })}
                onClick={() => onChange(rules.filter((other) => other !== rule))}
              >
                <IconTrash size={16} aria-hidden="true" />
              </ActionIcon>
            </Group>
            <FilterBuilder
              label={t("exitWhen")}
              value={rule.filter}
              onChange={(filter) => onChange(rules.map((other) => (other === rule ? { filter } : other)))}
            />
          </Paper>
        ) : null,
      )}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden="true" />}
        style={{ alignSelf: "flex-start" }}
        onClick={() => onChange([...rules, { filter: EVERYBODY }])}
      >
        {t("addExitWhen")}
      </Button>
    </Stack>
  );
}

type Goals = CanvasDefinition["conversions"];
type GoalsProps = { canvasId: string; goals: Goals; onChange: (goals: Goals) => void };

/** What counts as success, and for how long after people came in. */
export function Goals({ canvasId, goals, onChange }: GoalsProps) {
  const t = useTranslations("journeys");
  const number = useQuery(canvasQueries.one(canvasId)).data?.live_version?.number ?? null;
  const live = useQuery(canvasQueries.version(canvasId, number));
  const counted = live.data?.definition.conversions ?? (number === null ? [] : goals);
  return (
    <Stack gap="sm" component="section" aria-label={t("conversions")}>
      <div>
        <Text fw={600}>{t("conversions")}</Text>
        <Text size="sm" c="dimmed">
          {t("conversionsText")}
        </Text>
      </div>
      <GoalRows goals={goals} live={counted} onChange={onChange} />
    </Stack>
  );
}
