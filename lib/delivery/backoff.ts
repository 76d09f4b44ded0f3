/**
 * Decides how long to wait before the next attempt, from the schedule, the receiver's wish and chance.
 * Which schedule applies and whether any attempt is left is decided in next-attempt.
 */

export type BackoffOptions = {
  /** 0 ≤ random < 1, injected so that tests can pin it. */
  random: number;
  /** What the receiver asked for; the later of it and the schedule wins. */
  askedMs?: number | undefined;
  overloaded?: boolean | undefined;
  overloadFloorMs?: number | undefined;
};

export const JITTER_SHARE = 0.2;
/** After a time-out or 429 a short first step would only add to the load. */
export const OVERLOAD_FLOOR_MS = 60_000;
/** A shorter step was chosen on purpose (a fast receiver, a trial): no floor is forced on it. */
export const FLOOR_APPLIES_FROM_SECONDS = 10;
const ASKED_JITTER_SHARE = 0.1;

/** Milliseconds to wait for a schedule step. The wait asked for is never shortened by chance. */
export function backoffMs(stepSeconds: number, options: BackoffOptions): number {
  const jittered = stepSeconds * 1000 * (1 - JITTER_SHARE + 2 * JITTER_SHARE * options.random);
  const floorMs =
    options.overloaded && stepSeconds >= FLOOR_APPLIES_FROM_SECONDS
      ? (options.overloadFloorMs ?? OVERLOAD_FLOOR_MS)
      : 0;
  const asked = options.askedMs ?? 0;
  const spreadAsked = asked > 0 ? asked + Math.min(asked * ASKED_JITTER_SHARE, 1_000) * options.random : 0;
  return Math.round(Math.max(jittered, floorMs, spreadAsked));
}
