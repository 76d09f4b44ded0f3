/** What operators get to see of every attempt and every delivery: one wide log line, counters, and spans when tracing is on. */

import { log } from "#lib/platform/log.ts";
import { count, observe } from "#lib/platform/metrics.ts";
import { isTracing, recordSpan } from "#lib/platform/tracing.ts";
import type { HttpResult } from "./client-exchange.ts";
import type { NewDelivery } from "./schema.ts";
import { FINAL_STATUSES } from "./schema.ts";
import type { Settlement } from "./settlement.ts";
import type { SendRow } from "./store-send.ts";
import {
  attemptSpanId,
  deliverySpanId,
  eventSpanId,
  madeAt,
  type TracedDelivery,
  traceIdOf,
  triggerSpanId,
} from "./trace-ids.ts";

const PACE_REASONS = new Set(["rate_limit", "campaign_rate_limit", "retry_after"]);
const FINAL: ReadonlySet<string> = new Set(FINAL_STATUSES);

export interface AttemptNote {
  row: SendRow;
  host: string;
  method: string;
  result: HttpResult;
  kind: "automatic" | "manual" | "probe";
  /** What the outcome rules concluded. */
  outcome: string;
  /** What happens to the delivery now. */
  state: { status: string; reason: string | null; nextAttemptAt: Date | null };
  workerId: string;
}

/** Notes one attempt. Called for every request that left, after it was judged. */
export function noteAttempt(note: AttemptNote): void {
  const { row, result, state, outcome } = note;
  count("signalbox_attempts_total", outcome, classOf(result));
  observe("signalbox_attempt_duration_seconds", result.durationMs / 1_000);
  const due = row.next_attempt_at ?? row.created_at;
  const waitedMs = Math.max(0, result.startedAt.getTime() - due.getTime());
  observe("signalbox_queue_wait_seconds", waitedMs / 1_000);
  const endedAt = result.startedAt.getTime() + result.durationMs;
  if (state.status === "delivered")
    observe("signalbox_end_to_end_seconds", (endedAt - row.created_at.getTime()) / 1_000);
  log().info(
    {
      workspaceId: row.workspace_id,
      ...ownersOf(row),
      deliveryId: row.id,
      dispatchId: row.dispatch_id,
      eventId: eventOf(row.input)?.id,
      externalUserId: row.external_user_id,
      workerId: note.workerId,
      attempt: row.attempts_count + 1,
      kind: note.kind,
      priority: row.priority,
      method: note.method,
      host: note.host,
      status: result.statusCode,
      error: result.errorClass,
      waitedMs,
      durationMs: result.durationMs,
      connectMs: result.timings.wait_ms,
      firstByteMs: result.timings.first_byte_ms,
      outcome,
      result: state.status,
      reason: state.reason,
      nextAt: state.nextAttemptAt,
    },
    "delivery.attempted",
  );
  if (isTracing()) traceAttempt(note, new Date(endedAt));
}

/** Notes a delivery that ended or was held before anything left. */
export function noteNotSent(row: SendRow, status: string, reason: string, detail: string): void {
  log().info(
    { workspaceId: row.workspace_id, ...ownersOf(row), deliveryId: row.id, status, reason, detail },
    "delivery not sent",
  );
  if (isTracing() && FINAL.has(status)) traceDelivery(row, { status, reason }, new Date());
}

/** Notes what a settled batch did to its deliveries. */
export function noteSettled(batch: readonly Settlement[], now: Date): void {
  for (const { status, reason, nextAttemptAt, attempt } of batch) {
    if (FINAL.has(status)) count("signalbox_deliveries_finished_total", status, reason ?? "");
    else if (!attempt && reason) noteHold(reason, nextAttemptAt, now);
  }
}

function noteHold(reason: string, until: Date | null, now: Date): void {
  count("signalbox_holds_total", reason);
  if (until && PACE_REASONS.has(reason))
    observe("signalbox_throttle_wait_seconds", (until.getTime() - now.getTime()) / 1_000);
}

/** An event older than this led to deliveries before: its own span was recorded then. */
const FRESH_EVENT_MS = 10 * 60_000;

/** Spans of the events that led to new deliveries, and of what they triggered. */
export function noteCreated(rows: readonly NewDelivery[], startedAt: Date): void {
  if (!isTracing()) return;
  const endedAt = new Date(Math.max(Date.now(), startedAt.getTime()));
  const seen = new Set<string>();
  for (const row of rows) {
    const event = eventOf(row.input);
    if (!event) continue;
    const ownerId = row.campaignId ?? row.canvasId ?? null;
    const spanId = triggerSpanId(event.id, ownerId);
    if (seen.has(spanId)) continue;
    seen.add(spanId);
    const traceId = traceIdOf({ id: row.id, eventId: event.id, ownerId, dispatchId: null });
    const receivedAt = madeAt(event.id) ?? startedAt;
    if (endedAt.getTime() - receivedAt.getTime() < FRESH_EVENT_MS && !seen.has(event.id)) {
      seen.add(event.id);
      recordSpan({
        traceId,
        spanId: eventSpanId(event.id),
        parentSpanId: null,
        name: `event ${event.name}`,
        kind: "consumer",
        startedAt: receivedAt,
        endedAt,
        attributes: { "signalbox.workspace_id": row.workspaceId, "signalbox.event_id": event.id },
      });
    }
    recordSpan({
      traceId,
      spanId,
      parentSpanId: eventSpanId(event.id),
      name: row.canvasId ? "trigger canvas" : "trigger campaign",
      kind: "internal",
      startedAt,
      endedAt,
      attributes: {
        "signalbox.workspace_id": row.workspaceId,
        "signalbox.campaign_id": row.campaignId,
        "signalbox.canvas_id": row.canvasId,
        "signalbox.external_user_id": row.externalUserId,
      },
    });
  }
}

function traceAttempt({ row, host, method, result, kind, outcome, state }: AttemptNote, endedAt: Date): void {
  const number = row.attempts_count + 1;
  const failure = result.errorClass ?? (outcome === "done" || outcome === "already" ? undefined : outcome);
  recordSpan({
    traceId: traceIdOf(traced(row)),
    spanId: attemptSpanId(row.id, number),
    parentSpanId: deliverySpanId(row.id),
    name: `attempt ${number}`,
    kind: "client",
    startedAt: result.startedAt,
    endedAt,
    attributes: {
      "http.request.method": method,
      "server.address": host,
      "http.response.status_code": result.statusCode,
      "error.type": result.errorClass,
      "http.request.resend_count": number - 1,
      "signalbox.attempt.kind": kind,
      "signalbox.attempt.outcome": outcome,
      "signalbox.next_attempt_at": state.nextAttemptAt?.toISOString(),
      "signalbox.next_reason": state.reason,
    },
    error: failure,
  });
  if (FINAL.has(state.status)) traceDelivery(row, state, endedAt);
}

function traceDelivery(
  row: SendRow,
  { status, reason }: { status: string; reason: string | null },
  endedAt: Date,
): void {
  const delivery = traced(row);
  recordSpan({
    traceId: traceIdOf(delivery),
    spanId: deliverySpanId(row.id),
    parentSpanId: delivery.eventId && triggerSpanId(delivery.eventId, delivery.ownerId),
    name: "delivery",
    kind: "internal",
    startedAt: row.created_at,
    endedAt,
    attributes: {
      "signalbox.workspace_id": row.workspace_id,
      "signalbox.delivery_id": row.id,
      "signalbox.campaign_id": row.campaign_id,
      "signalbox.canvas_id": row.canvas_id,
      "signalbox.step_id": row.step_id,
      "signalbox.external_user_id": row.external_user_id,
      "signalbox.status": status,
      "signalbox.reason": reason,
    },
    error: status === "delivered" ? undefined : (reason ?? status),
  });
}

function ownersOf(row: SendRow) {
  return {
    campaignId: row.campaign_id,
    campaignVersionId: row.campaign_version_id,
    variationId: row.variation_id,
    canvasId: row.canvas_id,
    canvasEntryId: row.canvas_entry_id,
    stepId: row.step_id,
  };
}

function traced(row: SendRow): TracedDelivery {
  return {
    id: row.id,
    eventId: eventOf(row.input)?.id ?? null,
    ownerId: row.campaign_id ?? row.canvas_id,
    dispatchId: row.dispatch_id,
  };
}

function eventOf(input: unknown): { id: string; name: string } | null {
  const event = (input as { event?: { id?: unknown; name?: unknown } } | undefined)?.event;
  return typeof event?.id === "string" ? { id: event.id, name: String(event.name ?? "") } : null;
}

function classOf({ statusCode, errorClass }: HttpResult): string {
  return statusCode === null ? (errorClass ?? "network_error") : `${Math.floor(statusCode / 100)}xx`;
}
