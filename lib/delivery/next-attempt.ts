/**
 * Decides the state of a delivery after an attempt: delivered, failed, or when to try again.
 * The attempt has happened; pauses of the host and throttles are other decisions.
 */
import { haltEnds } from "#lib/host/outcome-rules.ts";
import { backoffMs } from "./backoff.ts";
import type { Verdict } from "./classify-response.ts";
import type { AttemptKind, DeliveryReason, DeliveryStatus, RetryPolicy } from "./schema.ts";

export type AttemptHistory = {
  /** Attempts that used up the schedule, the one just made included. */
  attemptsMade: number;
  kind: AttemptKind;
};

export type NextState = {
  status: Extract<DeliveryStatus, "delivered" | "failed" | "retrying" | "held">;
  reason: DeliveryReason | null;
  nextAttemptAt: Date | null;
};

export type NextAttemptOptions = {
  now: Date;
  random: number;
  /** Wait asked for in headers, already clamped. */
  askedMs: number;
};

/** A receiver that has no clear wish gets a look again after this. */
const DEFAULT_WAIT_MS = 1_000;

export function nextAttempt(
  verdict: Verdict,
  history: AttemptHistory,
  policy: RetryPolicy,
  options: NextAttemptOptions,
): NextState {
  switch (verdict.outcome) {
    case "done":
    case "already":
      return { status: "delivered", reason: verdict.reason, nextAttemptAt: null };
    case "reject":
      return { status: "failed", reason: verdict.reason, nextAttemptAt: null };
    case "halt":
      return {
        status: "held",
        reason: "destination_halted",
        nextAttemptAt: haltEnds(verdict.matched, options.now),
      };
    case "wait": {
      const waitMs = Math.max(options.askedMs, saidInBody(verdict)) || verdict.waitMs || DEFAULT_WAIT_MS;
      return {
        status: "held",
        reason: verdict.reason ?? "retry_after",
        nextAttemptAt: after(options.now, waitMs),
      };
    }
    case "backoff":
      return backoff(verdict, history, policy, options);
  }
}

function backoff(
  verdict: Verdict,
  history: AttemptHistory,
  policy: RetryPolicy,
  options: NextAttemptOptions,
): NextState {
  const step = scheduleStep(verdict, history.attemptsMade, policy);
  // A manual attempt is one try: it never starts the schedule again.
  if (step === null || history.kind === "manual") {
    return { status: "failed", reason: "exhausted_retries", nextAttemptAt: null };
  }
  const waitMs = backoffMs(step, {
    random: options.random,
    askedMs: options.askedMs,
    overloaded: verdict.overloaded,
  });
  return { status: "retrying", reason: "retry", nextAttemptAt: after(options.now, waitMs) };
}

// First the ordinary schedule; when that is used up and the endpoint still cannot be reached, the long one.
function scheduleStep(verdict: Verdict, attemptsMade: number, policy: RetryPolicy): number | null {
  const ordinary = policy.schedule_seconds[attemptsMade - 1];
  if (ordinary !== undefined) return ordinary;
  if (!verdict.unreachable) return null;
  return policy.unreachable_schedule_seconds[attemptsMade - 1 - policy.schedule_seconds.length] ?? null;
}

/** What the rule itself says counts only when neither header nor body says how long. */
function saidInBody({ waitMs, matched }: Verdict): number {
  const isDefault = matched?.wait_seconds !== undefined && waitMs === matched.wait_seconds * 1000;
  return isDefault ? 0 : (waitMs ?? 0);
}

function after(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}
