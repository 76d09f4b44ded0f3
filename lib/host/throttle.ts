/**
 * Decides how many requests may leave now, and how the pace follows what the receiver answers.
 * Time and state come in, the new state goes out; where the state is kept is the caller's business.
 */

/** Generic cell rate: `tat` is when the bucket would be full again. */
export type Bucket = { tat: number };
export type Pace = { perSecond: number; burst: number };
export type Grant = { granted: number; waitMs: number; bucket: Bucket };

/** Takes up to `want` tokens. `waitMs` is how long until the next one when fewer were granted. */
export function acquire(bucket: Bucket, pace: Pace, want: number, now: Date): Grant {
  const at = now.getTime();
  const start = Math.max(bucket.tat, at);
  const perMs = pace.perSecond / 1000;
  const free = pace.burst - (start - at) * perMs;
  // The small addend forgives rounding of whole tokens that have just become due.
  const granted = Math.max(0, Math.min(want, Math.floor(free + 1e-6)));
  const tat = start + granted / perMs;
  const waitMs = granted === want ? 0 : Math.max(0, (1 - (pace.burst - (tat - at) * perMs)) / perMs);
  return { granted, waitMs, bucket: { tat } };
}

/** Tokens of a lease: enough for a quarter of a second, exactly one where the rate is low. */
export function leaseSize(need: number, perSecond: number): number {
  if (perSecond < 4) return Math.min(need, 1);
  return Math.min(need, Math.ceil(perSecond / 4));
}

/** How long unused tokens of a lease stay good. */
export function leaseLifeMs(perSecond: number): number {
  return Math.min(1_000, Math.max(250, 1_000 / perSecond));
}

/** The pace learned from a host's answers. `ceiling` is the configured or announced maximum. */
export type LearnedPace = { perSecond: number; changedAt: number };
export type PaceSignal = "ok" | "overload";

const FLOOR_PER_SECOND = 0.2;
const ADJUST_EVERY_MS = 1_000;

/**
 * Additive increase, multiplicative decrease, at most one change a second: half the pace on overload, 5 % of the
 * ceiling more after a clean second. Null once the ceiling is reached again: nothing is left to remember.
 */
export function adaptPace(
  learned: LearnedPace | null,
  signal: PaceSignal,
  observedPerSecond: number,
  ceiling: number,
  now: Date,
): LearnedPace | null {
  const at = now.getTime();
  if (learned && at - learned.changedAt < ADJUST_EVERY_MS) return learned;
  if (signal === "overload") {
    const from = Math.min(learned?.perSecond ?? Math.max(observedPerSecond, 1), ceiling);
    return { perSecond: Math.max(FLOOR_PER_SECOND, from / 2), changedAt: at };
  }
  if (!learned) return null;
  const perSecond = learned.perSecond + Math.max(1, ceiling * 0.05);
  return perSecond >= ceiling ? null : { perSecond, changedAt: at };
}

/** The pace in force: configured limit, learned pace, announced policy and ramp, whichever is lowest. Null = unlimited. */
export function effectivePace(
  configured: Pace | null,
  limits: readonly (number | null | undefined)[],
): Pace | null {
  let perSecond = configured?.perSecond ?? Number.POSITIVE_INFINITY;
  for (const limit of limits)
    if (limit !== null && limit !== undefined) perSecond = Math.min(perSecond, limit);
  if (perSecond === Number.POSITIVE_INFINITY) return null;
  if (configured && perSecond === configured.perSecond) return configured;
  const burst = Math.max(1, Math.min(configured?.burst ?? perSecond, Math.ceil(perSecond)));
  return { perSecond, burst: Math.floor(burst) };
}
