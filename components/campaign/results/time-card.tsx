"use client";

import { AreaChart } from "@mantine/charts";
import { useFormatter, useTranslations } from "next-intl";
import { ChartOrTable } from "#components/ui/chart-or-table.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { CampaignStats } from "#lib/campaign/stats-schema.ts";

type TimeCardProps = { stats: CampaignStats; unit: "hour" | "day" };

/** Sends, failures and conversions over time. */
export function TimeCard({ stats, unit }: TimeCardProps) {
  const t = useTranslations("results.time");
  const format = useFormatter();
  if (stats.series.length === 0) return null;
  const converts = (stats.by_variation[0]?.conversions.length ?? 0) > 0;
  const data = stats.series.map((point) => ({
    ...point,
    // Both as they are counted and as a range is chosen: in UTC.
    label:
      unit === "day"
        ? format.dateTime(new Date(point.time), { day: "numeric", month: "short", timeZone: "UTC" })
        : format.dateTime(new Date(point.time), {
            weekday: "short",
            hour: "2-digit",
            minute: "2-digit",
            hourCycle: "h23",
            timeZone: "UTC",
          }),
  }));
  const columns = [
    "sent",
    "delivered",
    "failed",
    "aborted",
    ...(converts ? ["conversions" as const] : []),
  ] as const;
  return (
    <SectionCard title={t("title")} description={t(unit === "day" ? "perDay" : "perHour")}>
      <ChartOrTable
        label={t("title")}
        chart={
          <AreaChart
            h={220}
            data={data}
            dataKey="label"
            withLegend
            curveType="linear"
            withDots={data.length < 2}
            areaChartProps={{ accessibilityLayer: false }}
            series={[
              { name: "delivered", label: t("delivered"), color: "teal.6" },
              { name: "failed", label: t("failed"), color: "red.6" },
              ...(converts ? [{ name: "conversions", label: t("conversions"), color: "signal.5" }] : []),
            ]}
          />
        }
        table={
          <DataTable
            caption={t("title")}
            rows={data.toReversed()}
            rowId={(row) => row.time}
            minWidth={360}
            columns={[
              { id: "time", header: t("time"), cell: (row) => row.label },
              ...columns.map((id) => ({
                id,
                header: t(id),
                cell: (row: (typeof data)[number]) => format.number(row[id]),
                align: "end" as const,
              })),
            ]}
          />
        }
      />
    </SectionCard>
  );
}
