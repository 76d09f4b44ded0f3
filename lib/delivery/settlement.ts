/** What is written down about a delivery after a round with it: sent, held or ended. */
import type { HttpResult, Timings } from "./client-exchange.ts";
import type { Conceal } from "./conceal.ts";
import type { DeliveryReason, ErrorClass } from "./schema.ts";
import type { HeldBack, Prepared } from "./service-prepare.ts";
import type { SendRow } from "./store-send.ts";

/** A delivery whose request is ready. */
export type Ready = Extract<Prepared, { ok: true }>;

/** What became of a delivery in this round, and the attempt that was made, if one was. */
export interface Settlement {
  id: string;
  workspaceId: string;
  /** Of the row when this round with it began: another one may have begun since. */
  queuedAt: Date | null;
  createdAt: Date;
  /** Whether somebody asked for this round by hand. */
  replayed: boolean;
  campaignId: string | null;
  canvasEntryId: string | null;
  status: string;
  reason: DeliveryReason | null;
  nextAttemptAt: Date | null;
  nextReason: string | null;
  host: string | null;
  url: string | null;
  /** Whether the attempt used up a step of the retry schedule. */
  budget: number;
  attempt: SettledAttempt | null;
  /** An attribute that the answer proved to be out of date. */
  clears?: { profileId: string; attribute: string; owedSince: Date };
  /** Waits behind this scope, in no job and with no time of its own, until a releaser lets it go. */
  parked: Parked | null;
}

export interface Parked {
  scope: string;
  /** When the scope should be looked at. */
  releaseAt: Date;
  /** The pace at which the scope takes requests, as far as that is why it waits. */
  perSecond: number | null;
}

export interface SettledAttempt {
  number: number;
  kind: string;
  startedAt: Date;
  durationMs: number;
  timings: Timings;
  statusCode: number | null;
  errorClass: ErrorClass | null;
  errorMessage: string | null;
  responseHeaders: Record<string, string> | null;
  responseBody: string | null;
  responseTruncated: boolean;
  outcome: string;
  /** The outcome rule that decided, if one did. */
  rule: string | null;
}

/** The part of an attempt that the HTTP result says, without the secrets that came back. */
export function attemptOf(
  result: HttpResult,
  conceal: Conceal,
): Omit<SettledAttempt, "number" | "kind" | "outcome" | "rule"> {
  const headers = Object.entries(result.headers).map(([name, value]) => [
    name,
    conceal(Array.isArray(value) ? value.join(", ") : (value ?? ""), false),
  ]);
  return {
    startedAt: result.startedAt,
    durationMs: result.durationMs,
    timings: result.timings,
    statusCode: result.statusCode,
    errorClass: result.errorClass,
    errorMessage: result.errorMessage && conceal(result.errorMessage, true),
    responseHeaders:
      result.statusCode === null ? null : (Object.fromEntries(headers) as Record<string, string>),
    responseBody: result.statusCode === null ? null : conceal(result.body, result.truncated),
    responseTruncated: result.truncated,
  };
}

/** It waits; nothing was sent. `until` null: until somebody or something lets it go on. */
export function held(item: Ready, reason: DeliveryReason, until: Date | null): Settlement {
  return {
    id: item.row.id,
    workspaceId: item.row.workspace_id,
    queuedAt: item.row.queued_at,
    createdAt: item.row.created_at,
    replayed: item.row.next_reason === "manual",
    campaignId: item.row.campaign_id,
    canvasEntryId: item.row.canvas_entry_id,
    status: item.row.attempts_count > 0 && item.row.next_reason === "retry" ? "retrying" : "held",
    reason,
    nextAttemptAt: until,
    nextReason: keptReason(item, reason),
    host: item.request.host,
    url: item.shownUrl,
    budget: 0,
    attempt: null,
    parked: null,
  };
}

/** It waits behind a host or a pace, together with all the others that do. */
export function parked(item: Ready, reason: DeliveryReason, where: Parked): Settlement {
  return { ...held(item, reason, null), parked: where };
}

/** A replay by hand stays one while it waits. */
function keptReason(item: Ready, reason: string): string {
  return item.row.next_reason === "manual" ? "manual" : reason;
}

/** What the rest of the product decided about a row before it was rendered. */
export function heldBack(row: SendRow, { status, reason, until }: HeldBack): Settlement {
  return { ...ended(row, status, reason, reason), nextAttemptAt: until };
}

/** It ends without having been sent. */
export function ended(row: SendRow, status: string, reason: DeliveryReason, detail: string): Settlement {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    queuedAt: row.queued_at,
    createdAt: row.created_at,
    replayed: row.next_reason === "manual",
    campaignId: row.campaign_id,
    canvasEntryId: row.canvas_entry_id,
    status,
    reason,
    nextAttemptAt: null,
    // The database takes no NUL, and a template may have made one.
    nextReason: detail.replaceAll("\0", "").slice(0, 500),
    host: null,
    url: null,
    budget: 0,
    attempt: null,
    parked: null,
  };
}
