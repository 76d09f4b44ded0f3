/**
 * Decides what the result of one request means for its delivery: finished, again later, or over.
 * Rules of the campaign come first, then those of the host, then the defaults of delivery.
 */
import {
  matchNoAnswer,
  matchOutcomeRule,
  type Outcome,
  type OutcomeRule,
  type RuleMatch,
} from "#lib/host/outcome-rules.ts";
import type { DeliveryReason, ErrorClass } from "./schema.ts";

export type SendResult =
  | { kind: "response"; statusCode: number; body: string }
  | { kind: "error"; errorClass: ErrorClass };

export type Verdict = {
  outcome: Outcome;
  /** Stated when the delivery ends or waits because of this. */
  reason: DeliveryReason | null;
  /** Time asked for by a rule (`wait_seconds`, `wait_path`). */
  waitMs: number | null;
  /** No answer at all: the schedule for unreachable endpoints follows the first one. */
  unreachable: boolean;
  /** Too much for the receiver: the pace goes down and the overload floor applies. */
  overloaded: boolean;
  /** The rule that decided, as `message:1` or `host:2` (counted from one); null: the defaults. */
  rule: string | null;
  /** The same rule itself. */
  matched: OutcomeRule | null;
};

const RETRIED_STATUSES = new Set([408, 425, 429]);
const OVERLOAD_STATUSES = new Set([429, 502, 503, 504]);

export function classify(result: SendResult, rules: readonly (readonly OutcomeRule[])[]): Verdict {
  if (result.kind === "error")
    return classifyLost(result.errorClass, rules) ?? classifyError(result.errorClass);
  const { statusCode } = result;
  const overloaded = OVERLOAD_STATUSES.has(statusCode);
  const match = firstMatch(rules, statusCode, result.body);
  if (match) {
    return {
      outcome: match.outcome,
      reason: match.rule.unverified ? "accepted_unverified" : reasonOf(match.outcome),
      waitMs: match.waitMs,
      unreachable: false,
      overloaded,
      rule: ruleName(rules, match),
      matched: match.rule,
    };
  }
  return { ...byStatus(statusCode), waitMs: null, unreachable: false, overloaded, rule: null, matched: null };
}

function firstMatch(
  rules: readonly (readonly OutcomeRule[])[],
  status: number,
  body: string,
): RuleMatch | null {
  for (const list of rules) {
    const match = matchOutcomeRule(list, status, body);
    if (match) return match;
  }
  return null;
}

/** These happen after the request has left: nobody knows whether it arrived. */
const LOST_ANSWERS = new Set<ErrorClass>(["timeout", "connection_reset", "protocol_error", "network_error"]);

function classifyLost(errorClass: ErrorClass, rules: readonly (readonly OutcomeRule[])[]): Verdict | null {
  if (!LOST_ANSWERS.has(errorClass)) return null;
  const match = rules.map((list) => matchNoAnswer(list)).find((found) => found !== null);
  if (!match) return null;
  const reason = match.outcome === "reject" ? "outcome_unknown" : reasonOf(match.outcome);
  return {
    outcome: match.outcome,
    reason,
    waitMs: match.waitMs,
    unreachable: true,
    overloaded: false,
    rule: ruleName(rules, match),
    matched: match.rule,
  };
}

/** Where the rule stands: the lists are those of the message and of the host, in this order. */
function ruleName(rules: readonly (readonly OutcomeRule[])[], { rule }: RuleMatch): string | null {
  for (const [at, list] of rules.entries()) {
    const index = list.indexOf(rule);
    if (index >= 0) return `${at === 0 ? "message" : "host"}:${index + 1}`;
  }
  return null;
}

/** Our proxy is at fault, not the receiver: the delivery goes again without using up its schedule. */
const PROXY_WAIT_MS = 5_000;

function classifyError(errorClass: ErrorClass): Verdict {
  if (errorClass === "proxy_error") {
    const wait = { outcome: "wait" as const, reason: "proxy_unavailable" as const, waitMs: PROXY_WAIT_MS };
    return { ...wait, unreachable: false, overloaded: false, rule: null, matched: null };
  }
  if (errorClass === "blocked" || errorClass === "invalid_request") {
    const reason = errorClass === "blocked" ? "blocked_webhook_url" : "invalid_request";
    return {
      outcome: "reject",
      reason,
      waitMs: null,
      unreachable: false,
      overloaded: false,
      rule: null,
      matched: null,
    };
  }
  const overloaded = errorClass === "timeout";
  return {
    outcome: "backoff",
    reason: null,
    waitMs: null,
    unreachable: true,
    overloaded,
    rule: null,
    matched: null,
  };
}

function byStatus(status: number): Pick<Verdict, "outcome" | "reason"> {
  if (status >= 200 && status < 300) return { outcome: "done", reason: null };
  if (status >= 500 || status < 200 || RETRIED_STATUSES.has(status))
    return { outcome: "backoff", reason: null };
  if (status < 400) return { outcome: "reject", reason: "redirect" };
  return { outcome: "reject", reason: status === 410 ? "gone" : "rejected" };
}

function reasonOf(outcome: Outcome): DeliveryReason | null {
  if (outcome === "reject") return "rejected";
  if (outcome === "halt") return "destination_halted";
  return outcome === "wait" ? "retry_after" : null;
}
