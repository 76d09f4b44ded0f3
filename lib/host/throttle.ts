/** Decides at which moments requests may leave under a pace, and which pace is in force. Where the tokens are kept is the caller's business. */

export type Pace = { perSecond: number; burst: number };

/** Tokens are taken this far ahead of their time at most, so that none is lost between two visits to the bucket. */
const AHEAD_MS = 1_000;
const AHEAD_TOKENS = 250;

/** How many tokens may be taken ahead of their time. `room`: how many requests more may wait in memory. */
export function tokensAhead({ perSecond }: Pace, room: number): number {
  return Math.max(0, Math.min(room, AHEAD_TOKENS, (perSecond * AHEAD_MS) / 1_000));
}

/**
 * For each granted token the milliseconds until it falls due (generic cell rate algorithm). `excessMs` is how far the
 * bucket was ahead of the clock before they were taken. The burst is due at once, the others one per interval.
 */
export function sendDelays(granted: number, excessMs: number, { perSecond, burst }: Pace): number[] {
  const intervalMs = 1_000 / perSecond;
  return Array.from({ length: granted }, (_, index) =>
    Math.max(0, excessMs + (index + 1 - burst) * intervalMs),
  );
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
