/** One attempt of one delivery: the request, and what its answer means for the delivery and for the host. */
import { createHash } from "node:crypto";
import { loopHeader } from "#lib/event/loop-guard.ts";
import type { HostFacts } from "#lib/host/host-facts.ts";
import { haltEnds } from "#lib/host/outcome-rules.ts";
import type { HostGate } from "#lib/host/service-gate.ts";
import { origin } from "#lib/platform/env.ts";
import { log } from "#lib/platform/log.ts";
import type { Verdict } from "./classify-response.ts";
import type { HttpResult } from "./client-exchange.ts";
import { type NextState, nextAttempt } from "./next-attempt.ts";
import type { DeliveryReason } from "./schema.ts";
import { type Answered, type CallTools, callHost, type NotSent } from "./service-call.ts";
import { noteAttempt, noteNotSent } from "./service-observe.ts";
import type { Settler } from "./service-settle.ts";
import { attemptOf, ended, held, type Ready, type Settlement } from "./settlement.ts";
import type { SlotEnd } from "./slots.ts";
import type { SendRow } from "./store-send.ts";

/** What attempts need around them; one for each dispatcher. */
export interface AttemptScope extends CallTools {
  gate: HostGate;
  settler: Settler;
  workerId: string;
}

/**
 * Makes the attempt and hands its outcome to host and settler; answers what was heard of the host. A `probe` decides
 * whether the host is well again.
 */
export async function attempt(item: Ready, probe: boolean, scope: AttemptScope): Promise<SlotEnd> {
  const { row, request, plan } = item;
  const now = new Date();
  const facts = await scope.gate.facts(row.workspace_id, request.host);
  const waits = heldByUrl(item, facts, now);
  if (waits) {
    scope.settler.add(waits);
    return "not_sent";
  }
  const call = {
    id: row.id,
    workspaceId: row.workspace_id,
    request,
    plan,
    extraHeaders: loopHeaderOf(item),
  };
  const answered = await callHost(call, facts, scope, now);
  if (!answered.ok) {
    await withoutCredentials(item, answered, scope);
    return "not_sent";
  }
  await conclude(item, answered, probe, scope);
  return answered.result.errorClass === "timeout" ? "timed_out" : "heard";
}

async function conclude(item: Ready, answered: Answered, probe: boolean, scope: AttemptScope): Promise<void> {
  const { row, request, plan } = item;
  const { result, verdict, conceal } = answered;
  const manual = row.next_reason === "manual";
  const finishedAt = new Date();
  const hint = await orNull(
    scope.gate.report(row.workspace_id, request.host, { ...result, probe }, finishedAt),
  );
  const spared = await orNull(sparedReason(row, answered, scope));
  const judged = spared ? true : await orNull(judge(item, result, verdict, scope));
  const next = nextAttempt(
    verdict,
    { attemptsMade: row.budget_used + 1, kind: manual ? "manual" : "automatic" },
    plan.retry,
    { now: finishedAt, random: Math.random(), askedMs: hint?.waitMs ?? 0 },
  );
  const state = spared ? sparedState(spared, finishedAt) : judged ? next : haltedForNow(next, finishedAt);
  const kind = probe ? "probe" : manual ? "manual" : "automatic";
  scope.settler.add({
    id: row.id,
    workspaceId: row.workspace_id,
    queuedAt: row.queued_at,
    createdAt: row.created_at,
    replayed: manual,
    campaignId: row.campaign_id,
    canvasEntryId: row.canvas_entry_id,
    status: state.status,
    reason: state.reason,
    nextAttemptAt: state.nextAttemptAt,
    nextReason: nextReasonOf(state, manual && state.status === "held"),
    host: request.host,
    url: item.shownUrl,
    budget: spared ? 0 : budgetOf(verdict),
    attempt: {
      number: row.attempts_count + 1,
      kind,
      ...attemptOf(result, conceal),
      outcome: verdict.outcome,
      rule: verdict.rule,
    },
    ...clearedBy(row, verdict),
    parked: null,
  });
  noteAttempt({
    row,
    host: request.host,
    method: request.method,
    result,
    kind,
    outcome: verdict.outcome,
    state,
    workerId: scope.workerId,
  });
}

/** Whoever resumes the host or the URL lets deliveries go; this is for those on their way here just then. */
const URL_AGAIN_MS = 3_600_000;
const HALTED_AGAIN_MS = 10 * 60_000;
const NETWORK_DOWN_MS = 5_000;
const TOKEN_RETRY_MS = 5_000;

/** Attempts that cost a delivery nothing before a refused token counts against it: some receivers refuse every one. */
const MAX_RENEWALS = 20;

/** What was sent must be written down even when the host's state cannot be. */
async function orNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    log().warn({ err: error }, "an answer could not be reported to its host");
    return null;
  }
}

/** Failures that are no fault of the receiver: the delivery goes again without using up its schedule. */
async function sparedReason(
  row: SendRow,
  { result, token }: Answered,
  scope: AttemptScope,
): Promise<{ reason: DeliveryReason; waitMs: number } | null> {
  const again = row.attempts_count - row.budget_used < MAX_RENEWALS;
  if (result.statusCode === 401 && token && again && (await scope.credentials.refused(token))) {
    return { reason: "token_renewed", waitMs: 0 };
  }
  const lost = result.statusCode === null && !result.connected;
  if (lost && scope.gate.networkIsDown(new Date())) {
    return { reason: "network_down", waitMs: NETWORK_DOWN_MS };
  }
  return null;
}

function sparedState({ reason, waitMs }: { reason: DeliveryReason; waitMs: number }, now: Date) {
  return { status: "held", reason, nextAttemptAt: new Date(now.getTime() + waitMs) };
}

/** Without the host's own pause nobody would ever let go what halted it. */
function haltedForNow(next: NextState, now: Date): NextState {
  if (next.reason !== "destination_halted" || next.nextAttemptAt) return next;
  return { ...next, nextAttemptAt: later(now, HALTED_AGAIN_MS) };
}

function nextReasonOf(
  state: { reason: string | null; nextAttemptAt: Date | null },
  stillManual: boolean,
): string | null {
  if (!state.nextAttemptAt) return null;
  return stillManual ? "manual" : state.reason;
}

/** Waiting because the receiver asked for it uses up no step of the schedule. */
function budgetOf({ outcome }: Verdict): number {
  return outcome === "wait" || outcome === "halt" ? 0 : 1;
}

/** The attribute that an answer proved to be out of date, if its rule says so. */
function clearedBy(row: SendRow, { matched: rule }: Verdict): Pick<Settlement, "clears"> {
  if (!rule?.clear_attribute || row.profile_id === null) return {};
  const { profile_id: profileId, created_at: owedSince } = row;
  return { clears: { profileId, attribute: rule.clear_attribute, owedSince } };
}

/** Tells the host's keeper what this answer means beyond its own delivery. */
async function judge(item: Ready, result: HttpResult, verdict: Verdict, scope: AttemptScope): Promise<true> {
  const now = new Date();
  const { row, request } = item;
  const status = result.statusCode;
  await scope.gate.judge(
    row.workspace_id,
    request.host,
    {
      halt: verdict.outcome === "halt" ? `an answer with status ${status} halted the host` : null,
      haltUntil: haltEnds(verdict.matched, now),
      unauthorized: (status === 401 || status === 403) && verdict.outcome === "reject",
      gone:
        status === 410 && verdict.outcome === "reject"
          ? { key: urlKey(request.url), url: item.shownUrl }
          : null,
    },
    now,
  );
  return true;
}

/** Without usable credentials nothing leaves: the host is paused, or waits for its token endpoint. */
async function withoutCredentials(
  item: Ready,
  { problem, detail }: NotSent,
  scope: AttemptScope,
): Promise<void> {
  if (problem === "secret_not_allowed") {
    noteNotSent(item.row, "aborted", problem, detail);
    return scope.settler.add(ended(item.row, "aborted", problem, detail));
  }
  if (problem === "token_unavailable") {
    const again = new Date(Date.now() + TOKEN_RETRY_MS);
    return scope.settler.add(held(item, "credentials_unavailable", again));
  }
  const { row, request } = item;
  const judgement = { halt: detail, haltUntil: null, unauthorized: false, gone: null };
  await scope.gate.judge(row.workspace_id, request.host, judgement, new Date());
  scope.settler.add(held(item, "destination_halted", later(new Date(), HALTED_AGAIN_MS)));
}

function later(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}

/** The delivery waits because its URL is gone, unless somebody sends it by hand. */
export function heldByUrl(item: Ready, { pausedUrls }: HostFacts, now: Date): Settlement | null {
  if (item.row.next_reason === "manual" || !isPaused(pausedUrls, item.request.url)) return null;
  return held(item, "url_paused", later(now, URL_AGAIN_MS));
}

function isPaused(pausedUrls: Readonly<Record<string, unknown>>, url: string): boolean {
  for (const _ in pausedUrls) return Object.hasOwn(pausedUrls, urlKey(url));
  return false;
}

/** Stands for a URL that may contain secrets. */
function urlKey(url: string): string {
  return createHash("sha256").update(url).digest("base64url");
}

/** Calls to ourselves say how many webhooks led to them, so that none starts itself for ever. */
function loopHeaderOf({ row, request }: Ready): string[] {
  const { loop_depth: depth, event } = row.input as { loop_depth?: number; event?: { loop_depth?: number } };
  return loopHeader(request.url, origin(), depth ?? event?.loop_depth);
}
