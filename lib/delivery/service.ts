/** Looking at deliveries, counting and exporting them, and stopping one by hand. */
import { hostFactsOf } from "#lib/host/host-facts.ts";
import { readHostFacts } from "#lib/host/service-facts.ts";
import type { Context } from "#lib/platform/context.ts";
import { decodeTimeCursor, encodeCursor } from "#lib/platform/cursor.ts";
import { inTransaction } from "#lib/platform/db.ts";
import { conflict, notFound } from "#lib/platform/errors.ts";
import { isId } from "#lib/platform/id.ts";
import { VERSION } from "#lib/platform/version.ts";
import { parseSettings } from "#lib/workspace/schema.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import type {
  DeliveryDetail,
  DeliveryFilter,
  DeliveryPage,
  DeliveryStatus,
  DeliverySummary,
  Histogram,
  ListDeliveriesQuery,
} from "./schema.ts";
import type { OnCancelled } from "./service-park.ts";
import { shownHeaders } from "./shown-headers.ts";
import {
  type AttemptRow,
  type DeliveryRow,
  dispatchCounts,
  findDelivery,
  HISTOGRAM_ROWS,
  histogramRows,
  listAttempts,
  listDeliveryRows,
  markCancelled,
} from "./store-read.ts";

export async function listDeliveries(context: Context, query: ListDeliveriesQuery): Promise<DeliveryPage> {
  const { limit, cursor, ...filter } = query;
  const after = cursor ? decodeTimeCursor(cursor) : null;
  const rows = await listDeliveryRows(context.workspaceId, filter, {
    limit: limit + 1,
    after: after && { createdAt: after.at, id: after.id },
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    deliveries: page.map((row) => ({ ...toSummary(row), sender_name: row.sender_name })),
    next_cursor: rows.length > limit && last ? encodeCursor([last.created_at.toISOString(), last.id]) : null,
  };
}

/** How many deliveries of each sending call stand where, counted up to 20,000 per call. */
export async function countByDispatch(
  workspaceId: string,
  dispatchIds: readonly string[],
): Promise<Map<string, Partial<Record<DeliveryStatus, number>>>> {
  const counts = new Map<string, Partial<Record<DeliveryStatus, number>>>();
  if (dispatchIds.length === 0) return counts;
  for (const { dispatch_id: id, status, count } of await dispatchCounts(workspaceId, dispatchIds))
    counts.set(id, { ...counts.get(id), [status]: count });
  return counts;
}

/** One delivery with the request as it is sent (secrets masked) and every attempt. */
export async function getDelivery(context: Context, id: string): Promise<DeliveryDetail> {
  const row = isId(id) ? await findDelivery(context.workspaceId, id) : null;
  if (!row) throw notFound("delivery");
  const [attempts, { settings }] = await Promise.all([
    listAttempts(context.workspaceId, id),
    row.host ? readHostFacts(context.workspaceId, row.host) : hostFactsOf(null),
  ]);
  const { request_headers: headers, request_body: body } = row;
  const sentWith = (startedAt: Date) =>
    headers &&
    shownHeaders(headers, { deliveryId: id, body, startedAt, auth: settings.auth, version: VERSION });
  return {
    ...toSummary(row),
    next_reason: row.next_reason,
    campaign_name: row.campaign_name,
    version_number: row.version_number,
    live_version_number: row.live_version_number,
    canvas_name: row.canvas_name,
    canvas_version_number: row.canvas_version_number,
    approval:
      row.review_id && row.approved_at
        ? { review_id: row.review_id, by: row.approved_by, at: row.approved_at.toISOString() }
        : null,
    kept_until: keptUntil(row),
    request: row.method
      ? {
          method: row.method,
          url: row.request_url ?? "",
          headers: Object.fromEntries(row.request_headers ?? []),
          body: row.request_body,
        }
      : null,
    attempts: attempts.map((attempt) => toAttempt(attempt, sentWith(attempt.started_at))),
  };
}

const DAY_MS = 86_400_000;

/** Requests and answers are dropped by whole months, so some stay a little longer than this. */
function keptUntil(row: { created_at: Date; workspace_settings: unknown }): string {
  const { request_bodies_days: days } = parseSettings(row.workspace_settings).retention;
  return new Date(row.created_at.getTime() + days * DAY_MS).toISOString();
}

/** Stops a delivery that is not finished. A request already on the wire may still arrive. */
export async function cancelDelivery(
  context: Context,
  id: string,
  onCancelled: OnCancelled = async () => {},
): Promise<DeliveryDetail> {
  const before = await getDelivery(context, id);
  const isCancelled = await inTransaction(async (sql) => {
    const done = await markCancelled(sql, context.workspaceId, id, context.now);
    if (done) await onCancelled(sql, [id]);
    return done;
  });
  if (!isCancelled) {
    throw conflict(
      "delivery_finished",
      `This delivery is ${before.status} already.`,
      "Only deliveries that wait can be cancelled.",
    );
  }
  await recordAudit(context, { action: "delivery.cancelled", subject: { type: "delivery", id } });
  return getDelivery(context, id);
}

const BUCKETS = 48;
const DEFAULT_RANGE_MS = 24 * 3_600_000;

/** Counts over time by status, over the range of the filter (the last day without one). */
export async function deliveryHistogram(context: Context, filter: DeliveryFilter): Promise<Histogram> {
  const until = filter.until ? new Date(filter.until) : context.now;
  const since = filter.since ? new Date(filter.since) : new Date(until.getTime() - DEFAULT_RANGE_MS);
  const widthMs = Math.max(1_000, Math.ceil((until.getTime() - since.getTime()) / BUCKETS));
  const rows = await histogramRows(context.workspaceId, filter, { since, widthMs });
  const counted = rows.reduce((sum, row) => sum + row.count, 0);
  return {
    since: since.toISOString(),
    until: until.toISOString(),
    bucket_seconds: widthMs / 1_000,
    truncated: counted === HISTOGRAM_ROWS,
    buckets: Array.from({ length: BUCKETS }, (_, index) => ({
      at: new Date(since.getTime() + index * widthMs).toISOString(),
      counts: Object.fromEntries(
        rows
          // What falls on the end of the range belongs to the last bucket.
          .filter((row) => Math.min(row.bucket, BUCKETS - 1) === index)
          .map((row) => [row.status, row.count]),
      ),
    })),
  };
}

const EXPORT_PAGE = 500;

/** Every match as one JSON line each, newest first; a page at a time, as fast as the reader takes it. */
export function exportDeliveries(context: Context, filter: DeliveryFilter): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let after: { createdAt: string; id: string } | null = null;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const rows: DeliveryRow[] = await listDeliveryRows(context.workspaceId, filter, {
        limit: EXPORT_PAGE,
        after,
      });
      const last = rows.at(-1);
      if (last) {
        after = { createdAt: last.created_at.toISOString(), id: last.id };
        controller.enqueue(encoder.encode(rows.map((row) => `${JSON.stringify(toSummary(row))}\n`).join("")));
      }
      if (rows.length < EXPORT_PAGE) controller.close();
    },
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

function toAttempt(
  row: AttemptRow,
  headers: Record<string, string> | null,
): DeliveryDetail["attempts"][number] {
  return {
    number: row.number,
    kind: row.kind as DeliveryDetail["attempts"][number]["kind"],
    started_at: row.started_at.toISOString(),
    duration_ms: row.duration_ms,
    timings: row.timings,
    outcome: row.outcome,
    rule: row.rule,
    status_code: row.status_code,
    error_class: row.error_class as DeliveryDetail["attempts"][number]["error_class"],
    error_message: row.error_message,
    request_headers: headers,
    response:
      row.status_code === null
        ? null
        : { headers: row.response_headers ?? {}, body: row.response_body, truncated: row.response_truncated },
    next_attempt_at: row.next_attempt_at?.toISOString() ?? null,
    next_reason: row.next_reason,
  };
}
