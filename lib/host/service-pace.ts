/** Tokens of paces that all workers share, and how the pace of a host follows what it bears. */
import { isNewPolicy } from "./announced-pace.ts";
import { allow, type GateAnswer } from "./gate-answer.ts";
import { type AnswerFacts, type Health, isOverload } from "./health.ts";
import { paceOf } from "./pace.ts";
import type { RateHint } from "./parse-rate-limit-headers.ts";
import { type HostRow, reserveTokens } from "./store.ts";
import { saveAnnouncedPace, slowDown, speedUp } from "./store-limits.ts";
import { type Pace, sendDelays, tokensAhead } from "./throttle.ts";

/** What counts as the full pace of a host without a limit, when a learned pace grows back. */
const FULL_PACE = 200;
/** A single refused request says nothing about pace. */
const LEARN_FROM_PER_SECOND = 2;
const ADAPT_EVERY_MS = 1_000;

/** What is asked of a pace: tokens for `want` requests, of which `room` may wait in memory until they are due. */
export interface Asked {
  want: number;
  room: number;
}

/** How many the pace of a healthy host lets go, and when. */
export function admitByPace(row: HostRow, asked: Asked, now: Date): Promise<GateAnswer> | GateAnswer {
  const pace = paceOf(row, now);
  return pace ? atPace(row.workspace_id, row.host, pace, asked, "rate_limit", now) : allow(asked.want);
}

/** Takes tokens of one scope: a host, or a campaign's messages per minute. */
export async function atPace(
  workspaceId: string,
  scope: string,
  pace: Pace,
  { want, room }: Asked,
  reason: "rate_limit" | "campaign_rate_limit",
  now: Date,
): Promise<GateAnswer> {
  const ahead = tokensAhead(pace, room);
  const { granted, excessMs, waitMs } = await reserveTokens(workspaceId, scope, pace, ahead, want);
  const answer = { ...allow(granted), delaysMs: sendDelays(granted, excessMs, pace) };
  if (granted === want) return answer;
  return { ...answer, reason, until: new Date(now.getTime() + waitMs), perSecond: pace.perSecond, scope };
}

/** Takes in the policy that an answer announced; answers whether the ceiling of the host changed. */
export async function followPolicy(row: HostRow | null, hint: RateHint | null, now: Date): Promise<boolean> {
  const perSecond = hint?.policyPerSecond ?? null;
  if (!row || perSecond === null || !isNewPolicy(row, perSecond, now)) return false;
  await saveAnnouncedPace(row.workspace_id, row.host, perSecond, now);
  return true;
}

/**
 * Follows with the pace what the host bears; answers whether it changed. That a receiver says how long to wait tells
 * nothing of the pace afterwards: at the old one it would have to say so again and again. `limit` is the configured one.
 */
export async function adapt(
  health: Health,
  row: HostRow | null,
  limit: number | undefined,
  answer: AnswerFacts,
  now: Date,
): Promise<boolean> {
  const { workspaceId, host } = health;
  const ceiling = limit ?? FULL_PACE;
  const lastAt = Math.max(health.adaptedAt, row?.learned_at?.getTime() ?? 0);
  if (now.getTime() - lastAt < ADAPT_EVERY_MS) return false;
  const learned = row?.learned_rate ?? null;
  if (!isOverload(answer)) return learned !== null && speedUp(workspaceId, host, ceiling, now);
  const seen = Math.max(health.pace.perSecond, health.pace.requests);
  if (learned === null && seen < LEARN_FROM_PER_SECOND) return false;
  // Requests that time out together say so once.
  health.adaptedAt = now.getTime();
  return slowDown(workspaceId, host, { seen, ceiling }, now);
}
