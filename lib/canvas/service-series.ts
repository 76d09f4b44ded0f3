/** Numbers of a canvas by day, in the shape that existing REST clients read. */
import type { Context } from "#lib/platform/context.ts";
import { AppError } from "#lib/platform/errors.ts";
import type { CanvasDefinition } from "./schema.ts";
import { type CanvasSeriesQuery, spanOf, startOfDay } from "./series-schema.ts";
import { canvasOrThrow } from "./service.ts";
import {
  type ConversionSeriesRow,
  conversionSeries,
  type EntrySeriesRow,
  entrySeries,
  type StepSeriesRow,
  stepSeries,
} from "./store-series.ts";

/** Days without anything are filled with zeros. */
export async function canvasDataSeries(context: Context, query: CanvasSeriesQuery) {
  const canvas = await canvasOrThrow(context, query.canvas_id);
  const span = spanOf(query, context.now);
  if (!span) throw badSpan();
  const { workspaceId } = context;
  const [since, until] = [startOfDay(span.first), startOfDay(span.first + span.days)];
  const [entries, converted, byEntry, messages] = await Promise.all([
    entrySeries(workspaceId, canvas.id, since, until),
    conversionSeries(workspaceId, canvas.id, "c.converted_at", since, until),
    conversionSeries(workspaceId, canvas.id, "e.entered_at", since, until),
    query.include_step_breakdown ? stepSeries(workspaceId, canvas.id, since, until) : [],
  ]);
  const steps = stepNames(canvas.draft, query.include_deleted_step_data ? messages : []);
  const stats = Array.from({ length: span.days }, (_, index) => {
    const day = startOfDay(span.first + index);
    const numbers = {
      goals: canvas.draft.conversions.map((_conversion, goal) => goal),
      entries: ofDay(entries, day),
      converted: ofDay(converted, day),
      byEntry: ofDay(byEntry, day),
    };
    const sent = ofDay(messages, day);
    return {
      time: day.toISOString().slice(0, 10),
      total_stats: totalsOf(numbers),
      ...(query.include_variant_breakdown ? { variant_stats: variantStats(canvas.draft, numbers) } : {}),
      ...(query.include_step_breakdown ? { step_stats: stepStats(steps, sent) } : {}),
    };
  });
  return { name: canvas.draft.name, stats };
}

interface DayNumbers {
  goals: readonly number[];
  entries: readonly EntrySeriesRow[];
  converted: readonly ConversionSeriesRow[];
  byEntry: readonly ConversionSeriesRow[];
}

function totalsOf({ goals, entries, converted, byEntry }: DayNumbers) {
  return {
    revenue: 0,
    ...conversionsOf("", converted, goals),
    ...conversionsOf("_by_entry_time", byEntry, goals),
    entries: entries.reduce((sum, row) => sum + row.entries, 0),
  };
}

/** `conversions`, `conversions1`, … as existing clients name them. */
function conversionsOf(
  suffix: string,
  rows: readonly ConversionSeriesRow[],
  goals: readonly number[],
): Record<string, number> {
  const countOf = (goal: number): number =>
    rows.filter((row) => row.index === goal).reduce((sum, row) => sum + row.count, 0);
  return Object.fromEntries(
    [0, ...goals.slice(1)].map((goal) => [`conversions${goal || ""}${suffix}`, countOf(goal)]),
  );
}

function variantStats({ variants }: CanvasDefinition, numbers: DayNumbers) {
  return Object.fromEntries(
    variants.map(({ variant_id: id, name }) => {
      const own = <T extends { variant_id: string | null }>(rows: readonly T[]): T[] =>
        rows.filter((row) => row.variant_id === id);
      const { goals, entries, converted, byEntry } = numbers;
      const ofVariant = { goals, entries: own(entries), converted: own(converted), byEntry: own(byEntry) };
      return [id, { name, ...totalsOf(ofVariant) }];
    }),
  );
}

/** Message steps by id; steps that were taken out are known by their id alone. */
function stepNames(
  { steps }: CanvasDefinition,
  deleted: readonly StepSeriesRow[],
): ReadonlyMap<string, string> {
  const present = steps.filter((step) => step.type === "message");
  return new Map([
    ...deleted.map((row) => [row.step_id, row.step_id] as const),
    ...present.map((step) => [step.id, step.name ?? step.id] as const),
  ]);
}

function stepStats(steps: ReadonlyMap<string, string>, rows: readonly StepSeriesRow[]) {
  return Object.fromEntries(
    [...steps].map(([id, name]) => {
      const row = rows.find((item) => item.step_id === id);
      const { sent = 0, delivered = 0, errors = 0, recipients = 0 } = row ?? {};
      const webhook = [{ sent, delivered, errors }];
      return [id, { name, revenue: 0, unique_recipients: recipients, messages: { webhook } }];
    }),
  );
}

function ofDay<T extends { time: Date }>(rows: readonly T[], day: Date): T[] {
  return rows.filter((row) => row.time.getTime() === day.getTime());
}

function badSpan(): AppError {
  const message = "The series must have 1 to 100 days.";
  const hint = "Give starting_at and ending_at less than 100 days apart.";
  return new AppError("bad_request", message, {
    errors: [{ code: "invalid_time_span", field: "starting_at", message, hint }],
  });
}
