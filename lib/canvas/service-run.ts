/** Broadcasts: the whole audience enters, part by part. */
import { pool, type SqlClient } from "#lib/platform/db.ts";
import { enqueue } from "#lib/platform/queue.ts";
import type { FilterTree } from "#lib/segment/filter.ts";
import { matchNext } from "#lib/segment/service-match.ts";
import { turnOf } from "#lib/trigger/schedule.ts";
import { plannedRunOf } from "#lib/trigger/send-schedule.ts";
import { firstZone } from "#lib/trigger/wall-clock.ts";
import { type CanvasRunPart, RUN_CANVAS } from "./jobs.ts";
import type { CanvasSchedule } from "./send-schema.ts";
import { enterCanvas, type Newcomer } from "./service-enter.ts";
import { liveCanvases } from "./service-live.ts";
import { findDispatch } from "./store-dispatch.ts";
import { workspaceZone } from "./store-versions.ts";

/** Profiles looked at in one part. */
const PART = 1_000;
const PAUSE_CHECK_MS = 2_000;

/** Starts a broadcast with the transaction that stores the call. */
export async function startCanvasRun(
  sql: SqlClient,
  workspaceId: string,
  dispatchId: string,
  at: Date,
): Promise<void> {
  const part = { dispatch_id: dispatchId, at: at.toISOString(), cursor: null, entered: 0 };
  await enqueue(sql, RUN_CANVAS, [{ workspace_id: workspaceId, ...part }]);
}

/** Lets one part of the audience in and enqueues the next. Waits while the canvas is paused, ends when it has ended. */
export async function continueCanvasRun(part: CanvasRunPart, now: Date): Promise<void> {
  const { workspace_id: workspaceId, dispatch_id: dispatchId } = part;
  const dispatch = await findDispatch(workspaceId, dispatchId);
  const live = (await liveCanvases(workspaceId)).find((item) => item.canvasId === dispatch?.canvas_id);
  if (!dispatch || !live) return;
  if (live.status === "paused") {
    const startAfter = new Date(now.getTime() + PAUSE_CHECK_MS);
    return enqueue(pool(), RUN_CANVAS, [part], { startAfter });
  }
  const { definition } = live.version;
  if (live.status !== "active" || definition.entry.type !== "api_trigger") return;
  const body = dispatch.request as CanvasRequest;
  const trees = [definition.audience, body.audience].filter((tree) => tree && tree.filters.length > 0);
  const tree: FilterTree = { op: "and", filters: trees.filter((item) => item !== undefined) };
  const page = await matchNext(pool(), workspaceId, tree, part.cursor, PART, now);
  const newcomers = await newcomersOf(part, body, page.people, now);
  const results = await enterCanvas(workspaceId, live.version, newcomers, now, {
    enteredInRun: part.entered,
  });
  if (page.scannedTo === null) return;
  // Nobody fits in any more, and the rest of the audience need not be asked.
  if (results.some((result) => !result.entered && result.reason === "entry_limit_reached")) return;
  const entered = part.entered + results.filter((result) => result.entered).length;
  await enqueue(pool(), RUN_CANVAS, [{ ...part, cursor: page.scannedTo, entered }]);
}

/** The call as it was stored; planned ones have a schedule. */
type CanvasRequest = Omit<CanvasSchedule, "schedule"> & Partial<Pick<CanvasSchedule, "schedule">>;

async function newcomersOf(
  part: CanvasRunPart,
  body: CanvasRequest,
  people: readonly Newcomer["person"][],
  now: Date,
): Promise<Newcomer[]> {
  const at = new Date(part.at);
  const run = body.schedule ? plannedRunOf(body.schedule, at) : { at, wall: null };
  const zone = await workspaceZone(part.workspace_id);
  const context = { ...body.canvas_entry_properties, ...body.context };
  return people.flatMap((person): Newcomer[] => {
    const startAt = turnOf(run, firstZone(person.timeZone, zone), now);
    if (startAt === null) return [];
    return [{ person, startedBy: `dispatch:${part.dispatch_id}`, event: null, context, startAt, at: now }];
  });
}
