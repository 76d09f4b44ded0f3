"use client";

import { Stack, Text } from "@mantine/core";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { IntervalBar } from "#components/campaign/results/interval-bar.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { formatDuration } from "#components/ui/format-time.ts";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { ReportRow } from "#lib/analytics/schema.ts";

type ReportTableProps = {
  rows: ReportRow[];
  /** Rows lead nowhere. */
  plain?: boolean;
};

/** Every number of a report; a row leads to the results behind it. */
export function ReportTable({ rows, plain = false }: ReportTableProps) {
  const t = useTranslations("reports");
  const columns = useColumns(rows);
  return (
    <DataTable
      caption={t("comparison")}
      rows={rows}
      rowId={(row) => row.id}
      minWidth={980}
      columns={columns}
      {...(plain ? {} : { rowHref })}
    />
  );
}

function rowHref(row: ReportRow): string {
  return row.kind === "campaign" ? `/campaigns/${row.id}?step=results` : `/journeys/${row.id}?view=results`;
}

function useColumns(rows: readonly ReportRow[]): DataTableColumn<ReportRow>[] {
  const t = useTranslations("reports");
  const format = useFormatter();
  const locale = useLocale();
  const percent = (share: number): string =>
    format.number(share, { style: "percent", maximumFractionDigits: 1 });
  const count = (
    id: "deliveries" | "delivered" | "failed" | "waiting" | "people",
  ): DataTableColumn<ReportRow> => ({
    id,
    header: t(id),
    cell: (row) => format.number(row[id]),
    sortValue: (row) => row[id],
    align: "end",
  });
  const scale = Math.max(...rows.map((row) => row.conversion?.high ?? 0), 0);
  return [
    {
      id: "name",
      header: t("name"),
      primary: true,
      cell: (row) => row.name,
      sortValue: (row) => row.name,
    },
    { id: "kind", header: t("kind"), cell: (row) => t(`kind_${row.kind}`), shrink: true },
    { id: "status", header: t("status"), cell: (row) => <StatusBadge status={row.status} />, shrink: true },
    count("deliveries"),
    count("delivered"),
    count("failed"),
    count("waiting"),
    {
      id: "latency",
      header: t("latency"),
      cell: (row) =>
        row.latency_ms
          ? `${formatDuration(row.latency_ms.p50, locale)} · ${formatDuration(row.latency_ms.p95, locale)}`
          : "–",
      sortValue: (row) => row.latency_ms?.p95 ?? null,
      align: "end",
    },
    count("people"),
    {
      id: "conversion",
      header: t("conversion"),
      sortValue: (row) => row.conversion?.rate ?? null,
      cell: ({ conversion }) =>
        conversion ? (
          <Stack gap={2} miw={150}>
            <Text size="sm" component="span">
              {t("interval", {
                rate: percent(conversion.rate),
                low: percent(conversion.low),
                high: percent(conversion.high),
              })}
            </Text>
            <IntervalBar interval={conversion} scale={scale} />
          </Stack>
        ) : (
          "–"
        ),
    },
  ];
}
