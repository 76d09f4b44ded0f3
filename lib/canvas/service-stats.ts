/** The numbers of a canvas: of all time or a span of it, of all versions or one. */
import type { Context } from "#lib/platform/context.ts";
import type { CanvasStats, CanvasStatsQuery } from "./run-schema.ts";
import type { CanvasDefinition } from "./schema.ts";
import { canvasOrThrow } from "./service.ts";
import { versionOf } from "./service-versions-cache.ts";
import { stuckBefore } from "./service-views.ts";
import { stepCounts } from "./step-counts.ts";
import { findVersionByNumber, versionNumbers } from "./store.ts";
import { countStuck, entrySumsOf, goalCounts, isSpan, pathCounts } from "./store-counts.ts";
import { entrySums } from "./store-entry-counts.ts";
import type { CountFilter } from "./store-hour-counts.ts";

/** How many are and were where, and what came of it. */
export async function canvasStats(
  context: Context,
  id: string,
  query: CanvasStatsQuery,
): Promise<CanvasStats> {
  const canvas = await canvasOrThrow(context, id);
  const numbers = await versionNumbers(id);
  const filter: CountFilter = {
    canvasId: id,
    versionId: query.version === undefined ? null : idOf(numbers, query.version),
    since: query.since ? new Date(query.since) : null,
    until: query.until ? new Date(query.until) : null,
  };
  const [sums, spanned, paths, goals, stuck, definition] = await Promise.all([
    entrySums(id),
    isSpan(filter) ? entrySumsOf(filter) : null,
    pathCounts(filter),
    goalCounts(filter),
    countStuck(id, stuckBefore(context.now)),
    definitionOf(context, id, canvas.liveVersion?.id ?? null, query.version),
  ]);
  const shown = definition ?? canvas.draft;
  const entries = spanned ?? sums.filter((row) => isShown(numbers.get(row.version_id), query.version));
  const total = (rows: readonly { count: number }[]): number => rows.reduce((sum, row) => sum + row.count, 0);
  const state = (name: string): number => total(entries.filter((row) => row.state === name));
  const entered = total(entries);
  return {
    canvas_id: id,
    entered,
    inside: state("active"),
    completed: state("completed"),
    exited: state("exited"),
    failed: state("failed"),
    control: state("control"),
    stuck,
    conversions: [...Map.groupBy(goals, (goal) => goal.index)].map(([index, rows]) => ({
      index,
      event: shown.conversions[index]?.event ?? "purchase",
      count: total(rows),
      rate: entered === 0 ? 0 : total(rows) / entered,
    })),
    variants: [...Map.groupBy(entries, (row) => row.variant_id)].map(([variantId, rows]) => ({
      variant_id: variantId,
      name: shown.variants.find((variant) => variant.variant_id === variantId)?.name ?? null,
      entered: total(rows),
      conversions: total(goals.filter((goal) => goal.index === 0 && goal.variant_id === variantId)),
    })),
    versions: [...numbers]
      .map(([versionId, version]) => {
        const own = sums.filter((row) => row.version_id === versionId);
        return { version, entered: total(own), inside: total(own.filter((row) => row.state === "active")) };
      })
      .toSorted((a, b) => b.version - a.version),
    steps: shown.steps.map((step) =>
      stepCounts(
        step,
        paths.filter((row) => row.step_id === step.id),
        total(entries.filter((row) => row.step_id === step.id)),
      ),
    ),
  };
}

const NO_VERSION = "00000000-0000-0000-0000-000000000000";

function idOf(numbers: ReadonlyMap<string, number>, wanted: number): string {
  return [...numbers].find(([, number]) => number === wanted)?.[0] ?? NO_VERSION;
}

function isShown(number: number | undefined, wanted: number | undefined): boolean {
  return wanted === undefined || number === wanted;
}

async function definitionOf(
  context: Context,
  id: string,
  liveId: string | null,
  number: number | undefined,
): Promise<CanvasDefinition | null> {
  if (number !== undefined) return findVersionByNumber(context.workspaceId, id, number);
  const live = liveId === null ? null : await versionOf(context.workspaceId, liveId);
  return live?.definition ?? null;
}
