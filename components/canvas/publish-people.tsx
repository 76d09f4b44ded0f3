"use client";

import { Select, Stack, Table, Text, Title } from "@mantine/core";
import { useTranslations } from "next-intl";
import { ToneBadge } from "#components/ui/status-badge.tsx";
import {
  PEOPLE_RULES,
  type PeopleAtStep,
  type PeopleRule,
  type PeopleRuleName,
  type PublishPreview,
} from "#lib/canvas/publish-schema.ts";
import { useCanvasState } from "./canvas-store.ts";
import classes from "./dialogs.module.css";
import { durationWords, stepTitle } from "./step-words.ts";

type PeopleProps = { preview: PublishPreview; onRule: (rule: PeopleRule) => void };

/** Who is where, and what becomes of them. */
export function PublishPeople({ preview, onRule }: PeopleProps) {
  const t = useTranslations("journeyPublish");
  if (preview.from_version === null) return null;
  return (
    <section aria-label={t("people")}>
      <Title order={3} size="h4" mb="xs">
        {t("peopleInside", { count: preview.people_inside })}
      </Title>
      {preview.steps.length === 0 ? null : (
        <Table verticalSpacing="xs" className={classes.people}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("step")}</Table.Th>
              <Table.Th ta="right">{t("count")}</Table.Th>
              <Table.Th>{t("rule")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {preview.steps.map((row) => (
              <PeopleRow key={row.step} row={row} perMinute={preview.per_minute} onRule={onRule} />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </section>
  );
}

const CHANGE_TONES = { removed: "bad", changed: "info", same: "idle" } as const;

type RowProps = { row: PeopleAtStep; perMinute: number | null; onRule: (rule: PeopleRule) => void };

function PeopleRow({ row, perMinute, onRule }: RowProps) {
  const t = useTranslations("journeyPublish");
  const words = useTranslations("journeys");
  const steps = useCanvasState((state) => state.document.steps);
  const name = row.step_name ?? (row.step_type ? words(`kinds.${row.step_type as "message"}`) : row.step);
  const first = steps[0]?.id ?? null;
  const gone = row.change === "removed";
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={600}>
          {name}
        </Text>
        <ToneBadge tone={CHANGE_TONES[row.change]}>{t(`stepChanges.${row.change}`)}</ToneBadge>
      </Table.Td>
      <Table.Td ta="right">{row.people}</Table.Td>
      <Table.Td>
        <Stack gap={6}>
          <Select
            aria-label={t("ruleFor", { name })}
            data={PEOPLE_RULES.filter((rule) => row.allowed.includes(rule)).map((value) => ({
              value,
              label: t(`rules.${value}`),
            }))}
            value={row.rule}
            allowDeselect={false}
            onChange={(rule) =>
              rule &&
              onRule({
                step: row.step,
                rule: rule as PeopleRuleName,
                to: gone && rule === "move" ? (row.to ?? first) : null,
              })
            }
          />
          {row.rule === "move" && gone ? (
            <Select
              label={t("to")}
              data={steps.map((step) => ({ value: step.id, label: stepTitle(words, step) }))}
              value={row.to}
              allowDeselect={false}
              searchable
              onChange={(to) => to && onRule({ step: row.step, rule: "move", to })}
            />
          ) : null}
          {row.rule === "move" && row.due_now > 0 ? <Due row={row} perMinute={perMinute} /> : null}
        </Stack>
      </Table.Td>
    </Table.Tr>
  );
}

/** How many go on at once, and how long that takes at the pace of the journey. */
function Due({ row, perMinute }: { row: PeopleAtStep; perMinute: number | null }) {
  const t = useTranslations("journeyPublish");
  const words = useTranslations("journeys");
  const count = row.due_now;
  const key = row.due_is_estimate ? "dueAbout" : "due";
  const time = durationWords(words, roundedSeconds((count / (perMinute ?? 1)) * 60));
  return (
    <Text size="xs" c="var(--sb-warn)">
      {t(key, { count })} {perMinute === null ? t("atOnce") : t("paced", { perMinute, time })}
    </Text>
  );
}

/** Whole minutes above two, so that it reads as a time. */
function roundedSeconds(seconds: number): number {
  return seconds > 120 ? Math.ceil(seconds / 60) * 60 : Math.ceil(seconds);
}
