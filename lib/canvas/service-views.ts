/** What happened in a canvas: its people, one person's run, its numbers. */
import { getDelivery } from "#lib/delivery/service.ts";
import type { Context } from "#lib/platform/context.ts";
import { decodeCursor, encodeCursor } from "#lib/platform/cursor.ts";
import { notFound } from "#lib/platform/errors.ts";
import { isId } from "#lib/platform/id.ts";
import { pathsOf } from "./definition.ts";
import type { CanvasStats, EntryPage, EntryRun, EntryView, ListEntriesQuery, Visit } from "./run-schema.ts";
import { canvasOrThrow } from "./service.ts";
import { playTurns } from "./service-engine.ts";
import { versionOf } from "./service-versions-cache.ts";
import { loadActive } from "./store-entries.ts";
import { type EntryRow, listEntryRows, movesOf, readCounts } from "./store-views.ts";

export async function listEntries(context: Context, id: string, query: ListEntriesQuery): Promise<EntryPage> {
  await canvasOrThrow(context, id);
  const [at = "", entryId = ""] = query.cursor ? decodeCursor(query.cursor, 2) : [];
  const filter = {
    externalId: query.external_user_id,
    state: query.state,
    step: query.step,
    version: query.version,
  };
  const page = { limit: query.limit + 1, after: query.cursor ? { at, id: entryId } : null };
  const rows = await listEntryRows(context.workspaceId, id, filter, page);
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    entries: await Promise.all(shown.map((row) => viewOf(context, row))),
    next_cursor:
      rows.length > query.limit && last ? encodeCursor([last.entered_at.toISOString(), last.id]) : null,
  };
}

async function viewOf(context: Context, row: EntryRow): Promise<EntryView> {
  const version = await versionOf(context.workspaceId, row.version_id);
  const step = version?.steps.get(row.step_id ?? "");
  const variant = version?.definition.variants.find((item) => item.variant_id === row.variant_id);
  return {
    entry_id: row.id,
    external_user_id: row.external_user_id,
    state: row.state as EntryView["state"],
    reason: row.reason,
    step: row.step_id,
    step_name: step?.name ?? null,
    step_type: step?.type ?? null,
    since: row.since.toISOString(),
    waiting_for: row.waiting_for,
    due_at: row.wait_until?.toISOString() ?? null,
    version: row.number,
    variant: variant?.name ?? null,
    entered_at: row.entered_at.toISOString(),
    ended_at: row.ended_at?.toISOString() ?? null,
  };
}

/** One person's run: every step with how it was left, and the webhook it sent. */
export async function entryRun(context: Context, id: string, entryId: string): Promise<EntryRun> {
  await canvasOrThrow(context, id);
  const page = { limit: 1, after: null };
  const [row] = isId(entryId) ? await listEntryRows(context.workspaceId, id, { entryId }, page) : [];
  if (!row) throw notFound("entry");
  const version = await versionOf(context.workspaceId, row.version_id);
  const named = (stepId: string) => {
    const step = version?.steps.get(stepId);
    return { step: stepId, step_name: step?.name ?? null, step_type: step?.type ?? null };
  };
  const delivery = async (deliveryId: string | null): Promise<Visit["delivery"]> =>
    deliveryId === null ? null : getDelivery(context, deliveryId);
  const visits = (await movesOf(entryId)).map(
    async (move): Promise<Visit> => ({
      ...named(move.step_id),
      arrived_at: move.arrived_at.toISOString(),
      left_at: move.left_at.toISOString(),
      path: move.path,
      reason: move.reason,
      cause: move.cause,
      delivery: await delivery(move.delivery_id),
    }),
  );
  const here =
    row.state === "active" && row.step_id
      ? [
          {
            ...named(row.step_id),
            arrived_at: row.since.toISOString(),
            left_at: null,
            path: null,
            reason: null,
            cause: null,
            delivery: await delivery(row.delivery_id),
          },
        ]
      : [];
  const steps = [...(await Promise.all(visits)), ...here];
  return { ...(await viewOf(context, row)), canvas_id: id, context: row.context, event: row.event, steps };
}

/** Takes one person out; what waits to be sent to them is cancelled. */
export async function exitEntry(context: Context, id: string, entryId: string): Promise<EntryRun> {
  const run = await entryRun(context, id, entryId);
  const entries = await loadActive(context.workspaceId, [run.entry_id]);
  await playTurns(
    context.workspaceId,
    entries.map((entry) => ({
      entry,
      cause: { kind: "leave", reason: "by_hand" } as const,
      causeId: null,
      at: context.now,
    })),
    context.now,
  );
  return entryRun(context, id, entryId);
}

/** How many are and were where, and what came of it. */
export async function canvasStats(
  context: Context,
  id: string,
  version: number | null,
): Promise<CanvasStats> {
  const canvas = await canvasOrThrow(context, id);
  const counts = await readCounts(id, version);
  const state = (name: string): number => counts.states.get(name) ?? 0;
  const entered = [...counts.states.values()].reduce((sum, count) => sum + count, 0);
  const live = canvas.liveVersion ? await versionOf(context.workspaceId, canvas.liveVersion.id) : null;
  const definition = live?.definition ?? canvas.draft;
  return {
    canvas_id: id,
    entered,
    inside: state("active"),
    completed: state("completed"),
    exited: state("exited"),
    failed: state("failed"),
    control: state("control"),
    stuck: counts.stuck,
    conversions: counts.conversions.map(({ index, count }) => ({
      index,
      event: definition.conversions[index]?.event ?? "purchase",
      count,
      rate: entered === 0 ? 0 : count / entered,
    })),
    variants: counts.variants.map((row) => ({
      ...row,
      name: definition.variants.find((variant) => variant.variant_id === row.variant_id)?.name ?? null,
    })),
    versions: counts.versions.map((row) => ({
      version: row.number,
      entered: row.entered,
      inside: row.inside,
    })),
    steps: definition.steps.map((step) => {
      const taken = new Map(
        counts.paths.filter((row) => row.step_id === step.id).map((row) => [row.path, row.count]),
      );
      const here = counts.here.get(step.id) ?? 0;
      const failed =
        (taken.get("failure") ?? 0) + (taken.get("failure_exit") ?? 0) + (taken.get("failed") ?? 0);
      const left = taken.get("exit") ?? 0;
      const gone = [...taken.values()].reduce((sum, count) => sum + count, 0);
      return {
        step: step.id,
        step_name: step.name ?? null,
        step_type: step.type,
        entered: gone + here,
        here,
        done: gone - failed - left,
        failed,
        left,
        paths: pathsOf(step).map(({ path, name }) => ({
          path,
          name,
          taken: taken.get(path) ?? 0,
          conversions: 0,
        })),
      };
    }),
  };
}
