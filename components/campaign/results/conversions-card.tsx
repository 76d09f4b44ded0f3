"use client";

import { Alert, Stack, Text } from "@mantine/core";
import { useFormatter, useTranslations } from "next-intl";
import { useRuleWords } from "#components/segment/use-rule-words.ts";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { CampaignStats, VariationStats, Verdict } from "#lib/campaign/stats-schema.ts";
import { describeProperty } from "#lib/segment/describe.ts";
import type { PropertyFilter } from "#lib/segment/filter.ts";
import { IntervalBar } from "./interval-bar.tsx";

/** Each variation with what it led to, how sure that is, and what may be concluded. */
export function ConversionsCard({ stats }: { stats: CampaignStats }) {
  const t = useTranslations("results.variations");
  const say = useRuleWords();
  const goals = stats.by_variation[0]?.conversions ?? [];
  return (
    <SectionCard title={t("title")} description={t(goals.length > 0 ? "text" : "noGoal")} flush>
      <Stack gap="sm">
        <VerdictLine verdict={stats.verdict} proven={beatsControl(stats)} />
        {goals.length === 0 ? <Table stats={stats} goal={null} /> : null}
        {goals.map(({ goal, name, filters }) => (
          <Table
            key={goal}
            stats={stats}
            goal={{
              position: goal,
              name: [name, ...filters.map((filter) => describeProperty(filter as PropertyFilter, say))].join(
                " · ",
              ),
            }}
          />
        ))}
      </Stack>
    </SectionCard>
  );
}

/** Whether the winner is shown to do better than the control group; true where there is none. */
function beatsControl({ by_variation: rows, winner }: CampaignStats): boolean {
  const versus = rows.find((row) => row.message_variation_id === winner)?.conversions[0]?.versus_control;
  return !versus || (versus.significant && versus.difference > 0);
}

function VerdictLine({ verdict, proven }: { verdict: Verdict; proven: boolean }) {
  const t = useTranslations("results.verdict");
  const format = useFormatter();
  const percent = (share: number): string =>
    format.number(share, { style: "percent", maximumFractionDigits: 1, signDisplay: "auto" });
  const points = (share: number): string =>
    format.number(Math.abs(share) * 100, { maximumFractionDigits: 1 });
  if (verdict.kind === "none") return null;
  const decided = verdict.kind === "winner" || verdict.kind === "beats_control";
  const words = {
    ...verdict,
    rate: "rate" in verdict ? percent(verdict.rate) : "",
    low: "low" in verdict ? points(verdict.low) : "",
    high: "high" in verdict ? points(verdict.high) : "",
  };
  return (
    <Alert mx="md" color={decided ? "teal" : "gray"} role="note">
      <Text fw={decided ? 600 : 400}>{t(verdict.kind, words)}</Text>
      {verdict.kind === "winner" && !proven ? <Text>{t("notAboveControl")}</Text> : null}
    </Alert>
  );
}

type Goal = { position: number; name: string };

function Table({ stats, goal }: { stats: CampaignStats; goal: Goal | null }) {
  const t = useTranslations("results.variations");
  const format = useFormatter();
  const number = (value: number): string => format.number(value);
  const columns: DataTableColumn<VariationStats>[] = [
    {
      id: "name",
      header: t("variation"),
      cell: (row) => (stats.winner === row.message_variation_id ? t("winner", { name: row.name }) : row.name),
    },
    { id: "people", header: t("people"), cell: (row) => number(row.people), align: "end", shrink: true },
    ...(goal === null || goal.position === 0 ? sendColumns(t, number, goal !== null) : []),
  ];
  return (
    <DataTable
      caption={goal ? t("goal", { name: goal.name }) : t("title")}
      rows={stats.by_variation}
      rowId={(row) => row.message_variation_id}
      minWidth={goal ? 640 : 420}
      columns={goal ? [...columns, ...goalColumns(t, format, goal, stats)] : columns}
    />
  );
}

type Translate = ReturnType<typeof useTranslations>;

function sendColumns(
  t: Translate,
  number: (value: number) => string,
  compared: boolean,
): DataTableColumn<VariationStats>[] {
  return (["sent", "delivered", "failed"] as const).map((id) => ({
    id,
    header: t(id),
    cell: (row) => (row.control ? "–" : number(row[id])),
    align: "end",
    shrink: true,
    // On a phone the rate matters more than what the numbers above say already.
    ...(id === "sent" || compared ? { hideBelow: "sm" as const } : {}),
  }));
}

function goalColumns(
  t: Translate,
  format: ReturnType<typeof useFormatter>,
  goal: Goal,
  stats: CampaignStats,
): DataTableColumn<VariationStats>[] {
  const percent = (share: number): string =>
    format.number(share, { style: "percent", maximumFractionDigits: 1 });
  const of = (row: VariationStats) => row.conversions.find((item) => item.goal === goal.position);
  const scale = Math.max(
    ...stats.by_variation.map((row) => (row.people > 0 ? (of(row)?.interval.high ?? 0) : 0)),
    0,
  );
  return [
    {
      id: "count",
      header: t("reached", { name: goal.name }),
      cell: (row) => format.number(of(row)?.count ?? 0),
      align: "end",
    },
    {
      id: "rate",
      header: t("rate"),
      cell: (row) => {
        const interval = of(row)?.interval;
        if (!interval || row.people === 0) return "–";
        return (
          <Stack gap={2} miw={150}>
            <span>
              {t("interval", {
                rate: percent(interval.rate),
                low: percent(interval.low),
                high: percent(interval.high),
              })}
            </span>
            <IntervalBar interval={interval} scale={scale} />
          </Stack>
        );
      },
    },
    {
      id: "control",
      header: t("versusControl"),
      cell: (row) => {
        const found = of(row)?.versus_control;
        if (!found) return "–";
        const points = (share: number): string =>
          format.number(share * 100, { maximumFractionDigits: 1, signDisplay: "exceptZero" });
        return t(found.significant ? "difference" : "noDifference", {
          difference: points(found.difference),
          low: points(found.low),
          high: points(found.high),
        });
      },
    },
  ];
}
