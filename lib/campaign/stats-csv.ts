/** The results of a campaign as a table for spreadsheets: one line per variation. */
import { disarmed } from "#lib/platform/text.ts";
import type { CampaignStats, VariationStats } from "./stats-schema.ts";

const COLUMNS = [
  "message_variation_id",
  "name",
  "control",
  "people",
  "sent",
  "delivered",
  "failed",
  "aborted",
] as const;

export function statsCsv(stats: CampaignStats): string {
  const goals = stats.by_variation[0]?.conversions ?? [];
  const header = [
    ...COLUMNS,
    ...goals.flatMap(({ name }) => [name, `${name} rate`, `${name} rate low`, `${name} rate high`]),
  ];
  return csvText([header, ...stats.by_variation.map(lineOf)]);
}

/** Lines of cells as CSV text (RFC 4180). */
export function csvText(lines: readonly (readonly unknown[])[]): string {
  return lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("");
}

function lineOf(variation: VariationStats): unknown[] {
  return [
    ...COLUMNS.map((column) => variation[column]),
    ...variation.conversions.flatMap(({ count, interval }) => [
      count,
      interval.rate,
      interval.low,
      interval.high,
    ]),
  ];
}

/** Text that a spreadsheet would take for a formula gets an apostrophe in front. */
function cell(value: unknown): string {
  const text = String(value);
  const safe = typeof value === "string" ? disarmed(text) : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
