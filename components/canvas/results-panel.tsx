"use client";

import { Group, SegmentedControl, Select, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { ErrorState } from "#components/ui/error-state.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import type { CanvasStats } from "#lib/canvas/run-schema.ts";
import { People, PeopleTable } from "./people-panel.tsx";
import { canvasQueries } from "./queries.ts";
import { RunPanel } from "./run-panel.tsx";
import { StepNumbers } from "./step-numbers.tsx";
import { SPANS, type Span, useResultStats, useResults } from "./use-results.ts";

/** Numbers, the people behind them, and the run of one person. */
export function ResultsPanel({ canvasId }: { canvasId: string }) {
  const { entry, set } = useResults();
  if (entry) {
    return <RunPanel canvasId={canvasId} entryId={entry} onClose={() => void set({ entry: null })} />;
  }
  return <Overview canvasId={canvasId} />;
}

function Overview({ canvasId }: { canvasId: string }) {
  const t = useTranslations("journeyResults");
  const { stats, other, failed } = useResultStats(canvasId, true);
  return (
    <Stack gap="md">
      <Title order={2} size="h3">
        {t("title")}
      </Title>
      <Filters stats={stats} />
      {failed ? <ErrorState error={failed.error} onRetry={failed.retry} /> : null}
      {stats ? <Totals stats={stats} /> : null}
      {stats && stats.stuck > 0 ? <Stuck canvasId={canvasId} /> : null}
      {stats ? <StepNumbers stats={stats} other={other ?? null} /> : null}
      <People canvasId={canvasId} />
    </Stack>
  );
}

function Filters({ stats }: { stats: CanvasStats | undefined }) {
  const t = useTranslations("journeyResults");
  const { span, version, compare, set } = useResults();
  const versions = (stats?.versions ?? []).map((row) => ({
    value: String(row.version),
    label: t("versionOption", { number: row.version, count: row.entered }),
  }));
  const numberOf = (value: string | null): number | null => (value === null ? null : Number(value));
  return (
    <Stack gap="xs">
      <SegmentedControl
        size="xs"
        aria-label={t("span")}
        value={span}
        onChange={(value) => void set({ span: value as Span })}
        data={SPANS.map((value) => ({ value, label: t(`spans.${value}`) }))}
      />
      {versions.length > 1 || version !== null ? (
        <Group grow>
          <Select
            label={t("version")}
            placeholder={t("allVersions")}
            data={versions}
            value={version === null ? null : String(version)}
            onChange={(value) => void set({ version: numberOf(value) })}
            clearable
          />
          <Select
            label={t("compare")}
            placeholder={t("noComparison")}
            data={versions}
            value={compare === null ? null : String(compare)}
            onChange={(value) => void set({ compare: numberOf(value) })}
            clearable
          />
        </Group>
      ) : null}
    </Stack>
  );
}

function Totals({ stats }: { stats: CanvasStats }) {
  const t = useTranslations("journeyResults");
  const { entered, inside, completed, exited, failed, control } = stats;
  return (
    <Stack gap={4}>
      <Text size="sm">{t("totals", { entered, inside, completed, exited, failed })}</Text>
      {control > 0 ? <Text size="sm">{t("control", { count: control })}</Text> : null}
      {stats.conversions.map((goal) => (
        <Text size="sm" key={goal.index}>
          {t("goal", { event: goal.event, count: goal.count, rate: Math.round(goal.rate * 1_000) / 10 })}
        </Text>
      ))}
      {stats.variants.length > 1
        ? stats.variants.map((variant) => (
            <Text size="sm" key={variant.variant_id ?? ""}>
              {t("variant", {
                name: variant.name ?? "–",
                entered: variant.entered,
                conversions: variant.conversions,
              })}
            </Text>
          ))
        : null}
      {stats.stuck === 0 ? (
        <Text size="xs" c="dimmed">
          {t("nobodyStuck")}
        </Text>
      ) : null}
    </Stack>
  );
}

/** People whom nothing will move; a healthy journey never shows this. */
function Stuck({ canvasId }: { canvasId: string }) {
  const t = useTranslations("journeyResults");
  const query = useQuery(canvasQueries.stuck(canvasId));
  const { set } = useResults();
  return (
    <Stack gap="xs" component="section" aria-label={t("stuckTitle")}>
      <Text size="sm" c="var(--sb-bad)" role="alert">
        {t("stuckText")}
      </Text>
      <QueryView query={query}>
        {(report) => (
          <PeopleTable
            caption={t("stuckTitle")}
            entries={report.stuck}
            onOpen={(id) => void set({ entry: id })}
          />
        )}
      </QueryView>
    </Stack>
  );
}
