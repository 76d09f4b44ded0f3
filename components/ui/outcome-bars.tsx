"use client";

import { BarChart } from "@mantine/charts";

const SERIES = [
  ["delivered", "teal.6"],
  ["waiting", "yellow.6"],
  ["failed", "red.6"],
  ["aborted", "gray.5"],
] as const;

export type Outcome = (typeof SERIES)[number][0];
/** What can become of a webhook, in the order of the bars. */
export const OUTCOMES: readonly Outcome[] = SERIES.map(([name]) => name);

const LABEL_WIDTH = 155;
const ROW_HEIGHT = 40;

type OutcomeBarsProps = {
  rows: readonly (Record<Outcome, number> & { label: string })[];
  nameOf: (outcome: Outcome) => string;
};

/** One bar for each row, divided by what became of its webhooks. For the eye alone: a table has to say the same. */
export function OutcomeBars({ rows, nameOf }: OutcomeBarsProps) {
  return (
    <BarChart
      h={65 + rows.length * ROW_HEIGHT}
      data={[...rows]}
      dataKey="label"
      orientation="vertical"
      type="stacked"
      withLegend
      yAxisProps={{ width: LABEL_WIDTH }}
      barChartProps={{ accessibilityLayer: false }}
      maxBarWidth={25}
      series={SERIES.map(([name, color]) => ({ name, color, label: nameOf(name) }))}
    />
  );
}
