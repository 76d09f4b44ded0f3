"use client";

import { BarChart } from "@mantine/charts";
import { Box, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { ErrorState } from "#components/ui/error-state.tsx";
import { DELIVERY_STATUSES } from "#lib/delivery/schema.ts";
import { type DeliveryListFilter, deliveryQueries } from "./queries.ts";

const COLORS: Record<(typeof DELIVERY_STATUSES)[number], string> = {
  delivered: "teal.6",
  pending: "signal.4",
  held: "yellow.6",
  retrying: "orange.6",
  failed: "red.6",
  aborted: "gray.5",
  cancelled: "gray.4",
};

/** Deliveries over time by status. The same numbers in words stand under the chart. */
export function DeliveryHistogram({ filter }: { filter: DeliveryListFilter }) {
  const t = useTranslations("deliveries");
  const statusWord = useTranslations("ui.status");
  const format = useFormatter();
  const { data, error, refetch } = useQuery(deliveryQueries.histogram(filter));
  if (error && !data)
    return (
      <Box mb="md">
        <ErrorState error={error} title={t("histogramFailed")} onRetry={() => void refetch()} />
      </Box>
    );
  if (!data) return <div style={{ height: 150 }} />;
  const totals = DELIVERY_STATUSES.map((status) => ({
    status,
    count: data.buckets.reduce((sum, bucket) => sum + (bucket.counts[status] ?? 0), 0),
  })).filter(({ count }) => count > 0);
  if (totals.length === 0) return null;
  const summary = totals
    .map(({ status, count }) => `${statusWord(status)} ${format.number(count)}`)
    .join(" · ");
  return (
    <figure style={{ margin: "0 0 var(--mantine-spacing-md)" }}>
      <div aria-hidden="true">
        <BarChart
          h={120}
          data={data.buckets.map((bucket) => ({
            at: format.dateTime(new Date(bucket.at), {
              weekday: "short",
              hour: "2-digit",
              minute: "2-digit",
            }),
            ...bucket.counts,
          }))}
          dataKey="at"
          type="stacked"
          gridAxis="none"
          withYAxis={false}
          // The numbers in words below are what screen readers get.
          barChartProps={{ accessibilityLayer: false }}
          series={totals.map(({ status }) => ({
            name: status,
            label: statusWord(status),
            color: COLORS[status],
          }))}
        />
      </div>
      <Text component="figcaption" size="xs" c="dimmed">
        {summary}
        {data.truncated ? ` · ${t("newestOnly")}` : ""}
      </Text>
    </figure>
  );
}
