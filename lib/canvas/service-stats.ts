/** The numbers of a canvas: of all time or a span of it, of all versions or one. */
import type { Context } from "#lib/platform/context.ts";
import type { CanvasStats, CanvasStatsQuery } from "./run-schema.ts";
import type { CanvasDefinition } from "./schema.ts";
import { canvasOrThrow } from "./service.ts";
import { versionOf } from "./service-versions-cache.ts";
import { stuckBefore } from "./service-views.ts";
import { stepCounts } from "./step-counts.ts";
import { findVersionByNumber } from "./store.ts";
import {
  type CountFilter,
  conversionCounts,
  countStuck,
  entryCountsBy,
  hereCounts,
  type PathCountRow,
  pathConversions,
  pathCounts,
  versionCounts,
} from "./store-counts.ts";

/** How many are and were where, and what came of it. */
export async function canvasStats(
  context: Context,
  id: string,
  query: CanvasStatsQuery,
): Promise<CanvasStats> {
  const canvas = await canvasOrThrow(context, id);
  const filter: CountFilter = {
    canvasId: id,
    version: query.version ?? null,
    since: query.since ? new Date(query.since) : null,
    until: query.until ? new Date(query.until) : null,
  };
  const [entries, here, paths, converted, conversions, versions, stuck, definition] = await Promise.all([
    entryCountsBy(filter),
    hereCounts(filter),
    pathCounts(filter),
    pathConversions(filter),
    conversionCounts(filter),
    versionCounts(id),
    countStuck(id, stuckBefore(context.now)),
    definitionOf(context, id, canvas.liveVersion?.id ?? null, query.version),
  ]);
  const shown = definition ?? canvas.draft;
  const state = (name: string): number =>
    entries.filter((row) => row.state === name).reduce((sum, row) => sum + row.count, 0);
  const entered = entries.reduce((sum, row) => sum + row.count, 0);
  return {
    canvas_id: id,
    entered,
    inside: state("active"),
    completed: state("completed"),
    exited: state("exited"),
    failed: state("failed"),
    control: state("control"),
    stuck,
    conversions: conversions.map(({ index, count }) => ({
      index,
      event: shown.conversions[index]?.event ?? "purchase",
      count,
      rate: entered === 0 ? 0 : count / entered,
    })),
    variants: variantsOf(entries, shown),
    versions: versions.map((row) => ({ version: row.number, entered: row.entered, inside: row.inside })),
    steps: shown.steps.map((step) =>
      stepCounts(step, ofStep(paths, step.id), ofStep(converted, step.id), here.get(step.id) ?? 0),
    ),
  };
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

function ofStep(rows: readonly PathCountRow[], stepId: string): Map<string, number> {
  return new Map(rows.filter((row) => row.step_id === stepId).map((row) => [row.path, row.count]));
}

function variantsOf(
  entries: Awaited<ReturnType<typeof entryCountsBy>>,
  definition: CanvasDefinition,
): CanvasStats["variants"] {
  return [...Map.groupBy(entries, (row) => row.variant_id)].map(([variantId, rows]) => ({
    variant_id: variantId,
    name: definition.variants.find((variant) => variant.variant_id === variantId)?.name ?? null,
    entered: rows.reduce((sum, row) => sum + row.count, 0),
    conversions: rows.reduce((sum, row) => sum + row.conversions, 0),
  }));
}
