/** Broadcasts and runs of scheduled canvases: the whole audience enters, part by part. */
import { inTransaction, pool, type SqlClient } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { enqueue } from "#lib/platform/queue.ts";
import type { FilterTree } from "#lib/segment/filter.ts";
import { matchNext } from "#lib/segment/service-match.ts";
import { dueRun, nextRun, runAt, turnOf } from "#lib/trigger/schedule.ts";
import { plannedRunOf } from "#lib/trigger/send-schedule.ts";
import { firstZone } from "#lib/trigger/wall-clock.ts";
import { type CanvasRunPart, RUN_CANVAS } from "./jobs.ts";
import type { Newcomer } from "./newcomer.ts";
import type { CanvasEntryRule } from "./schema.ts";
import type { CanvasSchedule } from "./send-schema.ts";
import { enterCanvas } from "./service-enter.ts";
import { liveCanvases } from "./service-live.ts";
import { planCanvasRun } from "./service-next-run.ts";
import { findDispatch } from "./store-dispatch.ts";
import { entriesOfRun } from "./store-limits.ts";
import { lockSchedule, setNextRun } from "./store-run.ts";
import { workspaceZone } from "./store-versions.ts";

/** Profiles looked at in one part. */
const PART = 1_000;
const PAUSE_CHECK_MS = 2_000;

/** Starts a broadcast with the transaction that stores the call. */
export async function startBroadcast(
  sql: SqlClient,
  call: { workspaceId: string; canvasId: string; dispatchId: string; at: Date },
): Promise<void> {
  const { workspaceId, canvasId, dispatchId, at } = call;
  await start(sql, { workspaceId, canvasId, runId: dispatchId, dispatchId, at });
}

/**
 * Begins the run of a scheduled canvas that is due, and plans the one after it. Repeated jobs do nothing; of several
 * runs that were missed only the last is made up for.
 */
export async function beginCanvasRun(
  workspaceId: string,
  canvasId: string,
  at: Date,
  now: Date,
): Promise<void> {
  const live = (await liveCanvases(workspaceId)).find((item) => item.canvasId === canvasId);
  const entry = live?.version.definition.entry;
  if (entry?.type !== "scheduled") return;
  const timeZone = await workspaceZone(workspaceId);
  await inTransaction(async (sql) => {
    const state = await lockSchedule(sql, workspaceId, canvasId);
    if (state?.status !== "active" || state.next_run_at?.getTime() !== at.getTime()) return;
    const counted = { launchedAt: state.launched_at ?? at, timeZone };
    const due = dueRun(entry, counted, at, now);
    await start(sql, { workspaceId, canvasId, runId: newId(), dispatchId: null, at: due.at });
    const next = nextRun(entry, counted, now > due.at ? now : due.at)?.at ?? null;
    await setNextRun(sql, workspaceId, canvasId, next);
    await planCanvasRun(sql, workspaceId, canvasId, next);
  });
}

async function start(
  sql: SqlClient,
  run: { workspaceId: string; canvasId: string; runId: string; dispatchId: string | null; at: Date },
): Promise<void> {
  const part: CanvasRunPart = {
    workspace_id: run.workspaceId,
    canvas_id: run.canvasId,
    run_id: run.runId,
    dispatch_id: run.dispatchId,
    at: run.at.toISOString(),
    cursor: null,
    entered: 0,
  };
  await enqueue(sql, RUN_CANVAS, [part]);
}

/** Lets one part of the audience in and enqueues the next. Waits while the canvas is paused, ends when it has ended. */
export async function continueCanvasRun(part: CanvasRunPart, now: Date): Promise<void> {
  const { workspace_id: workspaceId, dispatch_id: dispatchId } = part;
  const dispatch = dispatchId === null ? null : await findDispatch(workspaceId, dispatchId);
  const live = (await liveCanvases(workspaceId)).find((item) => item.canvasId === part.canvas_id);
  if (!live || (dispatchId !== null && !dispatch)) return;
  if (live.status === "paused") {
    const startAfter = new Date(now.getTime() + PAUSE_CHECK_MS);
    return enqueue(pool(), RUN_CANVAS, [part], { startAfter });
  }
  const { definition } = live.version;
  const { entry } = definition;
  if (live.status !== "active" || entry.type !== (dispatch ? "api_trigger" : "scheduled")) return;
  const body = (dispatch?.request ?? {}) as CanvasRequest;
  const trees = [definition.audience, body.audience].filter((tree) => tree && tree.filters.length > 0);
  const tree: FilterTree = { op: "and", filters: trees.filter((item) => item !== undefined) };
  const page = await matchNext(pool(), workspaceId, tree, part.cursor, PART, now);
  const newcomers = (await newcomersOf(part, entry, body, page.people, now)).map((newcomer) => ({
    ...newcomer,
    loopDepth: dispatch?.loop_depth,
  }));
  // A part that broke off may have let people in without saying so.
  const before = entry.limit?.per_run
    ? await entriesOfRun(part.canvas_id, causeOf(part), new Date(part.at))
    : part.entered;
  const results = await enterCanvas(workspaceId, live.version, newcomers, now, { enteredInRun: before });
  if (page.scannedTo === null) return;
  // Nobody fits in any more, and the rest of the audience need not be asked.
  if (results.some((result) => !result.entered && result.reason === "entry_limit_reached")) return;
  const entered = before + results.filter((result) => result.entered).length;
  await enqueue(pool(), RUN_CANVAS, [{ ...part, cursor: page.scannedTo, entered }]);
}

function causeOf({ dispatch_id: dispatchId, run_id: runId }: CanvasRunPart): string {
  return `${dispatchId === null ? "run" : "dispatch"}:${runId}`;
}

/** What a run needs of the call as it was stored; planned ones have a schedule, runs of scheduled canvases nothing. */
type CanvasRequest = Partial<
  Pick<CanvasSchedule, "schedule" | "audience" | "context" | "canvas_entry_properties">
>;

async function newcomersOf(
  part: CanvasRunPart,
  entry: CanvasEntryRule,
  body: CanvasRequest,
  people: readonly Newcomer["person"][],
  now: Date,
): Promise<Newcomer[]> {
  const at = new Date(part.at);
  const planned = body.schedule ? plannedRunOf(body.schedule, at) : { at, wall: null };
  const run = entry.type === "scheduled" ? runAt(entry, at) : planned;
  const startedBy = causeOf(part);
  const zone = await workspaceZone(part.workspace_id);
  const context = { ...body.canvas_entry_properties, ...body.context };
  return people.flatMap((person): Newcomer[] => {
    const startAt = turnOf(run, firstZone(person.timeZone, zone), now);
    if (startAt === null) return [];
    return [{ person, startedBy, event: null, context, startAt, at: now }];
  });
}
