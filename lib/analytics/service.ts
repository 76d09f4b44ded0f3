/** Use cases of reports: campaigns and canvases side by side. */
import { wilson } from "#lib/campaign/intervals.ts";
import type { Context } from "#lib/platform/context.ts";
import { decodeCursor, encodeCursor, foreignCursor } from "#lib/platform/cursor.ts";
import { invalid } from "#lib/platform/errors.ts";
import { slowAnswer } from "#lib/platform/slow-answers.ts";
import { type ReportPage, type ReportQuery, type ReportRow, reportRange } from "./schema.ts";
import { campaignFacts, canvasFacts, type ReportFacts, type ReportTotals, reportTotals } from "./store.ts";

const CSV_ROWS = 10_000;

/** One page, the row with the most deliveries first. */
export async function report(context: Context, query: ReportQuery): Promise<ReportPage> {
  const range = rangeOrThrow(context, query);
  return slowAnswer(["report", context.workspaceId, query], () => reportPage(context, query, range));
}

async function reportPage(
  context: Context,
  query: ReportQuery,
  range: { since: Date; until: Date },
): Promise<ReportPage> {
  const [deliveries, id] = query.cursor === undefined ? [] : decodeCursor(query.cursor, 2);
  if (deliveries !== undefined && !Number.isSafeInteger(Number(deliveries))) throw foreignCursor();
  const totals = await reportTotals(context.workspaceId, {
    ...range,
    kind: query.kind,
    limit: query.limit + 1,
    after: id === undefined ? null : { deliveries: Number(deliveries), id },
  });
  const shown = totals.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    since: range.since.toISOString(),
    until: range.until.toISOString(),
    rows: await withFacts(context, shown, range),
    next_cursor: totals.length > shown.length && last ? encodeCursor([last.deliveries, last.id]) : null,
  };
}

/** The whole report for a file. */
export async function fullReport(
  context: Context,
  query: Pick<ReportQuery, "kind" | "since" | "until">,
): Promise<ReportRow[]> {
  const range = rangeOrThrow(context, query);
  const totals = await reportTotals(context.workspaceId, {
    ...range,
    kind: query.kind,
    limit: CSV_ROWS,
    after: null,
  });
  return withFacts(context, totals, range);
}

function rangeOrThrow(context: Context, query: Pick<ReportQuery, "since" | "until">) {
  const range = reportRange(query, context.now);
  if (range) return range;
  throw invalid([
    {
      code: "invalid_range",
      field: "since",
      message: "This is not a stretch of time a report can cover.",
      hint: "Let since be before until, by at most 400 days.",
    },
  ]);
}

async function withFacts(
  context: Context,
  totals: readonly ReportTotals[],
  { since, until }: { since: Date; until: Date },
): Promise<ReportRow[]> {
  const idsOf = (kind: ReportTotals["kind"]): string[] =>
    totals.filter((row) => row.kind === kind).map(({ id }) => id);
  const [campaigns, canvases] = await Promise.all([
    campaignFacts(context.workspaceId, idsOf("campaign"), since, until),
    canvasFacts(context.workspaceId, idsOf("canvas"), since, until),
  ]);
  const facts = new Map([...campaigns, ...canvases].map((row) => [row.id, row]));
  return totals.map((row) => rowOf(row, facts.get(row.id)));
}

function rowOf(totals: ReportTotals, facts: ReportFacts | undefined): ReportRow {
  const people = facts?.people ?? 0;
  const count = facts?.conversions ?? 0;
  const { p50, p95 } = facts ?? { p50: null, p95: null };
  return {
    ...totals,
    latency_ms: p50 === null || p95 === null ? null : { p50, p95 },
    people,
    conversion: people === 0 ? null : { count, ...wilson(count, people) },
  };
}
