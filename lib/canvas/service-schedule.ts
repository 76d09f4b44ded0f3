/** Entries that an API call plans for later: made, changed, called off, and made real when their time has come. */
import { refuseLoop } from "#lib/event/loop-guard.ts";
import { type Context, systemContext } from "#lib/platform/context.ts";
import { inTransaction, type SqlClient } from "#lib/platform/db.ts";
import { AppError, invalid } from "#lib/platform/errors.ts";
import { isId, newId } from "#lib/platform/id.ts";
import { log } from "#lib/platform/log.ts";
import { enqueue } from "#lib/platform/queue.ts";
import { plannedRunOf, sendTime } from "#lib/trigger/send-schedule.ts";
import { CANVAS_PLANNED } from "./jobs.ts";
import { type CanvasSchedule, canvasScheduleSchema } from "./send-schema.ts";
import { triggerCanvas } from "./service-send.ts";
import { enterable, NOT_ACTIVE } from "./service-send-checks.ts";
import { findCanvas } from "./store.ts";
import {
  beginPlanned,
  cancelPlanned,
  changePlanned,
  type DispatchRow,
  findDispatch,
  insertDispatch,
  letWait,
  lockPlanned,
  refusePlanned,
} from "./store-dispatch.ts";
import { workspaceZone } from "./store-versions.ts";

/** How soon a call whose canvas is paused is looked at again. */
const LOOK_AGAIN_MS = 10_000;

export interface ScheduleAnswer {
  dispatch_id: string;
  schedule_id: string;
  message: "success";
}

/** Plans entries. Everything is checked now, and again when they are due. */
export async function createCanvasSchedule(context: Context, body: CanvasSchedule): Promise<ScheduleAnswer> {
  refuseLoop(context);
  const { workspaceId, loopDepth, now } = context;
  const { canvasId } = await enterable(context, body);
  const at = sendTime(body.schedule, await workspaceZone(workspaceId), now);
  const id = newId();
  await inTransaction(async (sql) => {
    const sendId = body.send_id ?? null;
    const call = { id, workspaceId, canvasId, sendId, request: body, scheduledFor: at, loopDepth, now };
    await insertDispatch(sql, call);
    await plan(sql, workspaceId, id, at);
  });
  return { dispatch_id: id, schedule_id: id, message: "success" };
}

/** Replaces fields of planned entries. */
export async function updateCanvasSchedule(
  context: Context,
  scheduleId: string,
  patch: Record<string, unknown>,
): Promise<ScheduleAnswer> {
  const { workspaceId, now } = context;
  await inTransaction(async (sql) => {
    const row = await plannedOrThrow(sql, context, scheduleId, patch.canvas_id);
    const parsed = canvasScheduleSchema.safeParse({ ...(row.request as object), ...patch });
    if (!parsed.success) {
      throw invalid(
        parsed.error.issues.map(({ code, path, message }) => ({
          code: code ?? "invalid",
          field: path.map(String).join("."),
          message,
        })),
      );
    }
    const body = parsed.data;
    const { canvasId } = await enterable(context, body);
    const scheduledFor = sendTime(body.schedule, await workspaceZone(workspaceId), now);
    const change = { canvasId, sendId: body.send_id ?? null, request: body, scheduledFor };
    await changePlanned(sql, workspaceId, row.id, change);
    await plan(sql, workspaceId, row.id, scheduledFor);
  });
  return { dispatch_id: scheduleId, schedule_id: scheduleId, message: "success" };
}

/** Calls planned entries off. */
export async function deleteCanvasSchedule(
  context: Context,
  scheduleId: string,
  canvasId?: string,
): Promise<void> {
  await inTransaction(async (sql) => {
    const row = await plannedOrThrow(sql, context, scheduleId, canvasId);
    await cancelPlanned(sql, context.workspaceId, row.id, context.now);
  });
}

/**
 * Lets people in whose time has come. A call that was changed or called off meanwhile does nothing; one whose canvas is
 * paused waits for its end. What is refused for good keeps the reason.
 */
export async function enterPlanned(
  workspaceId: string,
  dispatchId: string,
  at: Date,
  now: Date,
): Promise<void> {
  const row = await findDispatch(workspaceId, dispatchId);
  if (row?.scheduled_for?.getTime() !== at.getTime() || !(await beginPlanned(workspaceId, row.id, at)))
    return;
  const system = systemContext(workspaceId, CANVAS_PLANNED.name, now);
  const context = { ...system, loopDepth: row.loop_depth };
  const body = canvasScheduleSchema.parse(row.request);
  try {
    await triggerCanvas(context, body, { dispatchId, run: plannedRunOf(body.schedule, at) });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const [{ code, message } = { code: error.code, message: error.message }] = error.errors;
    if (code === NOT_ACTIVE && (await goesOnLater(workspaceId, row)))
      return wait(workspaceId, dispatchId, at, now);
    log().warn({ err: error, workspaceId, dispatchId }, "planned entries could not be made");
    await refusePlanned(workspaceId, dispatchId, { code, message, at: now.toISOString() });
  }
}

/** Until it is looked at again it can be changed and called off. */
async function wait(workspaceId: string, id: string, at: Date, now: Date): Promise<void> {
  await inTransaction(async (sql) => {
    await letWait(sql, workspaceId, id, now);
    await plan(sql, workspaceId, id, at, new Date(now.getTime() + LOOK_AGAIN_MS));
  });
}

/** Whether the canvas is only paused; it may have been resumed this moment. */
async function goesOnLater(workspaceId: string, { canvas_id: id }: DispatchRow): Promise<boolean> {
  const canvas = await findCanvas(workspaceId, id);
  return canvas?.status === "paused" || canvas?.status === "active";
}

async function plan(
  sql: SqlClient,
  workspaceId: string,
  id: string,
  at: Date,
  startAfter: Date = at,
): Promise<void> {
  const payload = { workspace_id: workspaceId, dispatch_id: id, at: at.toISOString() };
  await enqueue(sql, CANVAS_PLANNED, [payload], { startAfter });
}

/** Where the call names a canvas, the planned entries must be of it. */
async function plannedOrThrow(
  sql: SqlClient,
  context: Context,
  id: string,
  canvasId: unknown,
): Promise<DispatchRow> {
  const row = isId(id) ? await lockPlanned(sql, context.workspaceId, id, context.now) : null;
  if (row && (canvasId === undefined || canvasId === row.canvas_id)) return row;
  const message = "There is no such planned send, or it was sent already.";
  const hint = "Use the schedule_id that create answered.";
  throw new AppError("bad_request", message, {
    errors: [{ code: "invalid_schedule_id", field: "schedule_id", message, hint }],
  });
}
