/** What happened in a canvas: its people, one person's run, its numbers. */
import { getDelivery } from "#lib/delivery/service.ts";
import type { Context } from "#lib/platform/context.ts";
import { decodeTimeCursor, encodeCursor } from "#lib/platform/cursor.ts";
import { notFound } from "#lib/platform/errors.ts";
import { isId } from "#lib/platform/id.ts";
import type {
  Did,
  EntryPage,
  EntryRun,
  EntryView,
  ListEntriesQuery,
  StuckReport,
  Visit,
} from "./run-schema.ts";
import { canvasOrThrow } from "./service.ts";
import { versionOf } from "./service-versions-cache.ts";
import { FAILED_PATHS, LEFT_PATHS } from "./step-counts.ts";
import { type EntryRow, listEntryRows, type MovePaths, movesOf } from "./store-views.ts";

export async function listEntries(context: Context, id: string, query: ListEntriesQuery): Promise<EntryPage> {
  await canvasOrThrow(context, id);
  const moved = movesFilter(query);
  const filter = {
    externalId: query.external_user_id,
    state: query.did === "here" ? ("active" as const) : query.state,
    step: moved ? undefined : query.step,
    paths: moved,
    version: query.version,
  };
  const page = { limit: query.limit + 1, after: query.cursor ? decodeTimeCursor(query.cursor) : null };
  const rows = await listEntryRows(context.workspaceId, id, filter, page);
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    entries: await Promise.all(shown.map((row) => viewOf(context, row))),
    next_cursor:
      rows.length > query.limit && last ? encodeCursor([last.entered_at.toISOString(), last.id]) : null,
  };
}

/** Where somebody went, for the people behind a number. */
function movesFilter({ step, did, path }: ListEntriesQuery): MovePaths | undefined {
  if (step === undefined) return undefined;
  if (path !== undefined) return { step, paths: [path], not: false, orHere: false };
  return did && did !== "here" ? { step, ...WENT[did] } : undefined;
}

const WENT: Record<Exclude<Did, "here">, Omit<MovePaths, "step">> = {
  entered: { paths: [], not: true, orHere: true },
  done: { paths: [...FAILED_PATHS, ...LEFT_PATHS], not: true, orHere: false },
  failed: { paths: FAILED_PATHS, not: false, orHere: false },
  left: { paths: LEFT_PATHS, not: false, orHere: false },
};

const STUCK_AFTER_MS = 5 * 60_000;
const MAX_STUCK = 500;

/** Before this moment somebody should have been looked at. */
export function stuckBefore(now: Date): Date {
  return new Date(now.getTime() - STUCK_AFTER_MS);
}

/** People inside whom nothing will move. */
export async function stuckReport(context: Context, id: string): Promise<StuckReport> {
  await canvasOrThrow(context, id);
  const page = { limit: MAX_STUCK, after: null };
  const rows = await listEntryRows(context.workspaceId, id, { stuck: stuckBefore(context.now) }, page);
  return { canvas_id: id, stuck: await Promise.all(rows.map((row) => viewOf(context, row))) };
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
