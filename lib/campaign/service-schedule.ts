/** Sends that an API call plans for later: made, changed, called off, and made real when their time has come. */
import { refuseLoop } from "#lib/event/loop-guard.ts";
import { type Context, systemContext } from "#lib/platform/context.ts";
import { inTransaction, pool, type SqlClient } from "#lib/platform/db.ts";
import { type ApiErrorItem, AppError, invalid } from "#lib/platform/errors.ts";
import { isId, newId } from "#lib/platform/id.ts";
import { log } from "#lib/platform/log.ts";
import { enqueue } from "#lib/platform/queue.ts";
import { plannedRunOf, type SendSchedule, sendTime } from "#lib/trigger/send-schedule.ts";
import { SEND_PLANNED } from "./jobs.ts";
import {
  type MessagesSend,
  messagesScheduleSchema,
  type TriggerSend,
  triggerScheduleSchema,
} from "./send-schema.ts";
import { sendMessage, triggerCampaign } from "./service-send.ts";
import { apiCampaign, checkedMessage, triggerable } from "./service-send-checks.ts";
import { contractWarnings } from "./service-send-contract.ts";
import {
  changePlanned,
  type DispatchRow,
  findDispatch,
  insertDispatch,
  lockPlanned,
  refusePlanned,
} from "./store-dispatch.ts";
import { workspaceZone } from "./store-evaluate.ts";
import { campaignStatuses } from "./store-hold-back.ts";

/** How long a send that is due waits before it looks again whether its campaign is still paused. */
const LOOK_AGAIN_MS = 10_000;

type Kind = "messages_send" | "campaign_trigger";
type Planned = ((TriggerSend | MessagesSend) & { schedule: SendSchedule }) & {
  campaign_id?: string | undefined;
};

export interface ScheduleAnswer {
  dispatch_id: string;
  schedule_id: string;
  message: "success";
}

/** Plans a send. Everything is checked now, and again when it is due. */
export async function createSchedule(context: Context, kind: Kind, body: Planned): Promise<ScheduleAnswer> {
  refuseLoop(context);
  await check(context, kind, body);
  const at = await timeOf(context, body.schedule);
  const id = newId();
  await inTransaction(async (sql) => {
    await insertDispatch(sql, {
      id,
      workspaceId: context.workspaceId,
      campaignId: body.campaign_id ?? null,
      sendId: body.send_id ?? null,
      kind,
      variationId: "messages" in body ? (body.messages?.webhook?.message_variation_id ?? null) : null,
      webhook: messageIn(kind, body),
      request: body,
      scheduledFor: at,
      loopDepth: context.loopDepth,
      now: context.now,
    });
    await plan(sql, context.workspaceId, id, at);
  });
  return { dispatch_id: id, schedule_id: id, message: "success" };
}

/** Replaces fields of a planned send. */
export async function updateSchedule(
  context: Context,
  kind: Kind,
  scheduleId: string,
  patch: Record<string, unknown>,
): Promise<ScheduleAnswer> {
  await inTransaction(async (sql) => {
    const row = await plannedOrThrow(sql, context, kind, scheduleId, patch.campaign_id);
    const schema = kind === "campaign_trigger" ? triggerScheduleSchema : messagesScheduleSchema;
    const parsed = schema.safeParse({ ...(row.request as object), ...patch });
    if (!parsed.success) throw invalid(parsed.error.issues.map(itemOf));
    const body: Planned = parsed.data;
    await check(context, kind, body);
    const scheduledFor = await timeOf(context, body.schedule);
    await changePlanned(sql, row.id, {
      request: body,
      webhook: messageIn(kind, body),
      scheduledFor,
      cancelledAt: null,
    });
    await plan(sql, context.workspaceId, row.id, scheduledFor);
  });
  return { dispatch_id: scheduleId, schedule_id: scheduleId, message: "success" };
}

/** Calls a planned send off. */
export async function deleteSchedule(
  context: Context,
  kind: Kind,
  scheduleId: string,
  campaignId?: string,
): Promise<void> {
  await inTransaction(async (sql) => {
    const row = await plannedOrThrow(sql, context, kind, scheduleId, campaignId);
    await changePlanned(sql, row.id, {
      request: row.request,
      webhook: row.webhook,
      scheduledFor: row.scheduled_for ?? context.now,
      cancelledAt: context.now,
    });
  });
}

/**
 * Makes a planned send real. One that was changed or called off meanwhile does nothing; one whose campaign is paused
 * waits for its end. What is refused for good keeps the reason.
 */
export async function sendPlanned(
  workspaceId: string,
  dispatchId: string,
  at: Date,
  now: Date,
): Promise<void> {
  const row = await findDispatch(workspaceId, dispatchId);
  if (!row || row.cancelled_at || row.scheduled_for?.getTime() !== at.getTime()) return;
  const system = systemContext(workspaceId, SEND_PLANNED.name, now);
  const context = { ...system, loopDepth: row.loop_depth };
  const { schedule } = row.request as Planned;
  const planned = { dispatchId, run: plannedRunOf(schedule, at) };
  try {
    if (row.kind === "campaign_trigger")
      await triggerCampaign(context, triggerScheduleSchema.parse(row.request), planned);
    else await sendMessage(context, messagesScheduleSchema.parse(row.request), planned);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const [{ code, message } = { code: error.code, message: error.message }] = error.errors;
    if (code === "campaign_not_active" && (await goesOnLater(row))) {
      return plan(pool(), workspaceId, dispatchId, at, new Date(now.getTime() + LOOK_AGAIN_MS));
    }
    log().warn({ err: error, workspaceId, dispatchId }, "a planned send could not be made");
    await refusePlanned(pool(), workspaceId, dispatchId, { code, message, at: now.toISOString() });
  }
}

/** Whether the campaign is only paused; it may have been resumed this moment. */
async function goesOnLater({ campaign_id: id }: DispatchRow): Promise<boolean> {
  const [campaign] = id === null ? [] : await campaignStatuses([id]);
  return campaign?.status === "paused" || campaign?.status === "active";
}

async function check(context: Context, kind: Kind, body: Planned): Promise<void> {
  if (kind === "campaign_trigger") {
    const { definition } = await triggerable(context, body as TriggerSend);
    contractWarnings(definition.trigger_contract, body as TriggerSend);
  } else {
    checkedMessage(body as MessagesSend);
    if (body.campaign_id !== undefined) await apiCampaign(context, body as MessagesSend);
  }
}

function messageIn(kind: Kind, body: Planned): unknown {
  return kind === "messages_send" ? checkedMessage(body as MessagesSend).message : null;
}

async function timeOf(context: Context, schedule: SendSchedule): Promise<Date> {
  return sendTime(schedule, await workspaceZone(context.workspaceId), context.now);
}

/** The job names the moment the send is planned for, so that one moved meanwhile does nothing. */
async function plan(
  sql: SqlClient,
  workspaceId: string,
  id: string,
  at: Date,
  startAfter: Date = at,
): Promise<void> {
  const payload = { workspace_id: workspaceId, dispatch_id: id, at: at.toISOString() };
  await enqueue(sql, SEND_PLANNED, [payload], { startAfter });
}

/** Where the call names a campaign, the planned send must be one of it. */
async function plannedOrThrow(
  sql: SqlClient,
  context: Context,
  kind: Kind,
  id: string,
  campaignId: unknown,
): Promise<DispatchRow> {
  const row = isId(id) ? await lockPlanned(sql, context.workspaceId, id, kind) : null;
  const fits = campaignId === undefined || campaignId === row?.campaign_id;
  if (row && fits && (row.scheduled_for ?? context.now) > context.now) return row;
  const message = "There is no such planned send, or it was sent already.";
  throw new AppError("bad_request", message, {
    errors: [
      {
        code: "invalid_schedule_id",
        field: "schedule_id",
        message,
        hint: "Use the schedule_id that create answered.",
      },
    ],
  });
}

function itemOf(issue: { code?: string | undefined; path: PropertyKey[]; message: string }): ApiErrorItem {
  return { code: issue.code ?? "invalid", field: issue.path.map(String).join("."), message: issue.message };
}
