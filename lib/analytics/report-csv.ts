/** A report as a table for spreadsheets: one line per campaign or canvas. */
import { csvText } from "#lib/campaign/stats-csv.ts";
import type { ReportRow } from "./schema.ts";

const COLUMNS = [
  "kind",
  "id",
  "name",
  "status",
  "deliveries",
  "sent",
  "delivered",
  "failed",
  "aborted",
  "waiting",
] as const;

export function reportCsv(rows: readonly ReportRow[]): string {
  const header = [
    ...COLUMNS,
    "latency_p50_ms",
    "latency_p95_ms",
    "people",
    "conversions",
    "rate",
    "rate_low",
    "rate_high",
  ];
  return csvText([
    header,
    ...rows.map((row) => [
      ...COLUMNS.map((column) => row[column]),
      row.latency_ms?.p50 ?? "",
      row.latency_ms?.p95 ?? "",
      row.people,
      row.conversion?.count ?? "",
      row.conversion?.rate ?? "",
      row.conversion?.low ?? "",
      row.conversion?.high ?? "",
    ]),
  ]);
}
