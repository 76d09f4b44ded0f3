/** Looking at deliveries, and sending or stopping them by hand. */
import type { Context } from "#lib/platform/context.ts";
import { decodeCursor, encodeCursor } from "#lib/platform/cursor.ts";
import { inTransaction } from "#lib/platform/db.ts";
import { conflict, notFound } from "#lib/platform/errors.ts";
import { isId, newId } from "#lib/platform/id.ts";
import { notifyLive } from "#lib/platform/live.ts";
import { enqueue } from "#lib/platform/queue.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import { RUN_REPLAY } from "./jobs.ts";
import type {
  DeliveryDetail,
  DeliveryFilter,
  DeliveryPage,
  DeliverySummary,
  ListDeliveriesQuery,
} from "./schema.ts";
import { enqueueSends } from "./service-enqueue.ts";
import {
  type AttemptRow,
  advanceReplay,
  type DeliveryRow,
  findDelivery,
  findReplay,
  insertReplay,
  listAttempts,
  listDeliveryRows,
  markCancelled,
  markForReplay,
  nextReplayIds,
  type ReplayRow,
} from "./store-read.ts";

export async function listDeliveries(context: Context, query: ListDeliveriesQuery): Promise<DeliveryPage> {
  const { limit, cursor, ...filter } = query;
  const [createdAt = "", id = ""] = cursor ? decodeCursor(cursor, 2) : [];
  const rows = await listDeliveryRows(context.workspaceId, filter, {
    limit: limit + 1,
    after: cursor ? { createdAt, id } : null,
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    deliveries: page.map(toSummary),
    next_cursor: rows.length > limit && last ? encodeCursor([last.created_at.toISOString(), last.id]) : null,
  };
}

/** One delivery with the request as it is sent (secrets masked) and every attempt. */
export async function getDelivery(context: Context, id: string): Promise<DeliveryDetail> {
  const row = isId(id) ? await findDelivery(context.workspaceId, id) : null;
  if (!row) throw notFound("delivery");
  const attempts = await listAttempts(context.workspaceId, id);
  return {
    ...toSummary(row),
    request: row.method
      ? {
          method: row.method,
          url: row.request_url ?? "",
          headers: Object.fromEntries(row.request_headers ?? []),
          body: row.request_body,
        }
      : null,
    attempts: attempts.map(toAttempt),
  };
}

/** Sends a finished delivery again: same id, same bytes, one try that never starts the schedule again. */
export async function replayDelivery(context: Context, id: string): Promise<DeliveryDetail> {
  await getDelivery(context, id);
  await inTransaction(async (sql) => {
    const marked = await markForReplay(sql, context.workspaceId, [id], context.now);
    if (marked.length === 0) {
      throw conflict(
        "delivery_not_finished",
        "This delivery is still under way.",
        "Wait until it is finished, or cancel it first.",
      );
    }
    await enqueueSends(sql, marked);
    await recordAudit(context, { action: "delivery.replayed", subject: { type: "delivery", id } }, sql);
    await notifyLive(sql, context.workspaceId, ["deliveries"]);
  });
  return getDelivery(context, id);
}

/** Stops a delivery that is not finished. A request already on the wire may still arrive. */
export async function cancelDelivery(context: Context, id: string): Promise<DeliveryDetail> {
  const before = await getDelivery(context, id);
  if (!(await markCancelled(context.workspaceId, id, context.now))) {
    throw conflict(
      "delivery_finished",
      `This delivery is ${before.status} already.`,
      "Only deliveries that wait can be cancelled.",
    );
  }
  await recordAudit(context, { action: "delivery.cancelled", subject: { type: "delivery", id } });
  return getDelivery(context, id);
}

export interface ReplayView {
  replay_id: string;
  status: string;
  total_count: number;
  done_count: number;
  created_at: string;
  finished_at: string | null;
}

/** Starts sending every finished delivery that matches now again; a job works through the fixed set. */
export async function replayDeliveries(context: Context, filter: DeliveryFilter): Promise<ReplayView> {
  return inTransaction(async (sql) => {
    const replay = await insertReplay(sql, context.workspaceId, {
      id: newId(),
      filter,
      createdBy: context.actor,
      now: context.now,
    });
    await enqueue(sql, RUN_REPLAY, [{ workspace_id: context.workspaceId, replay_id: replay.id }]);
    await recordAudit(
      context,
      {
        action: "deliveries.replayed",
        subject: { type: "replay", id: replay.id },
        after: { filter, total: replay.total_count },
      },
      sql,
    );
    return toReplay(replay);
  });
}

export async function getReplay(context: Context, id: string): Promise<ReplayView> {
  const replay = isId(id) ? await findReplay(context.workspaceId, id) : null;
  if (!replay) throw notFound("replay");
  return toReplay(replay);
}

const REPLAY_PART = 500;

/** One part of a bulk replay; enqueues the next in the same transaction. */
export async function runReplayPart(workspaceId: string, replayId: string, now: Date): Promise<void> {
  const replay = await findReplay(workspaceId, replayId);
  if (!replay || replay.status === "finished" || replay.status === "cancelled") return;
  await inTransaction(async (sql) => {
    const ids = await nextReplayIds(sql, workspaceId, replay, REPLAY_PART);
    const marked = ids.length > 0 ? await markForReplay(sql, workspaceId, ids, now) : [];
    await enqueueSends(sql, marked);
    const finished = ids.length < REPLAY_PART;
    await advanceReplay(sql, workspaceId, replayId, {
      cursor: ids.at(-1) ?? null,
      done: marked.length,
      finished,
      now,
    });
    if (!finished) await enqueue(sql, RUN_REPLAY, [{ workspace_id: workspaceId, replay_id: replayId }]);
    await notifyLive(sql, workspaceId, ["deliveries"]);
  });
}

function toSummary(row: DeliveryRow): DeliverySummary {
  return {
    delivery_id: row.id,
    status: row.status as DeliverySummary["status"],
    reason: row.reason,
    campaign_id: row.campaign_id,
    canvas_id: row.canvas_id,
    step_id: row.step_id,
    variation_id: row.variation_id,
    dispatch_id: row.dispatch_id,
    external_user_id: row.external_user_id,
    host: row.host,
    url: row.url,
    attempts_count: row.attempts_count,
    next_attempt_at: row.next_attempt_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
    delivered_at: row.delivered_at?.toISOString() ?? null,
  };
}

function toAttempt(row: AttemptRow): DeliveryDetail["attempts"][number] {
  return {
    number: row.number,
    kind: row.kind as DeliveryDetail["attempts"][number]["kind"],
    started_at: row.started_at.toISOString(),
    duration_ms: row.duration_ms,
    status_code: row.status_code,
    error_class: row.error_class as DeliveryDetail["attempts"][number]["error_class"],
    error_message: row.error_message,
    response:
      row.status_code === null
        ? null
        : { headers: row.response_headers ?? {}, body: row.response_body, truncated: row.response_truncated },
    next_attempt_at: row.next_attempt_at?.toISOString() ?? null,
    next_reason: row.next_reason,
  };
}

function toReplay(row: ReplayRow): ReplayView {
  return {
    replay_id: row.id,
    status: row.status,
    total_count: row.total_count,
    done_count: row.done_count,
    created_at: row.created_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
  };
}
