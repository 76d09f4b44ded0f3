"use client";

import { BarChart } from "@mantine/charts";
import { useTranslations } from "next-intl";
import type { ReportRow } from "#lib/analytics/schema.ts";

const SHOWN = 10;
const SERIES = [
  ["delivered", "teal.6"],
  ["waiting", "yellow.6"],
  ["failed", "red.6"],
  ["aborted", "gray.5"],
] as const;

/** The busiest rows as bars, for the eye; the table below has every number. */
export function ReportChart({ rows }: { rows: readonly ReportRow[] }) {
  const t = useTranslations("reports");
  const data = rows.slice(0, SHOWN).map((row) => ({ ...row, label: shortened(row.name) }));
  return (
    <div aria-hidden="true">
      <BarChart
        h={70 + data.length * 38}
        data={data}
        dataKey="label"
        orientation="vertical"
        type="stacked"
        withLegend
        yAxisProps={{ width: 160 }}
        barChartProps={{ accessibilityLayer: false }}
        maxBarWidth={24}
        series={SERIES.map(([name, color]) => ({ name, color, label: t(name) }))}
      />
    </div>
  );
}

const MAX_LABEL = 26;

function shortened(name: string): string {
  return name.length <= MAX_LABEL ? name : `${name.slice(0, MAX_LABEL - 1)}…`;
}
