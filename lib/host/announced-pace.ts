/**
 * The pace that a receiver announces as its policy (`RateLimit-Policy: "p";q=10;w=2` is five per second): a ceiling for
 * the host, beside the configured limit and the learned pace. Decides when it is written down and how long it counts.
 */

export interface AnnouncedPace {
  announced_rate: number | null;
  announced_at: Date | null;
}

/** A receiver that has not repeated its policy for so long may have given it up. */
const COUNTS_FOR_MS = 3_600_000;
/** So often it is written down that the same policy still holds. */
const REPEAT_MS = 60_000;

/** The ceiling in force; null when none was announced lately. */
export function announcedPace(
  { announced_rate: rate, announced_at: at }: AnnouncedPace,
  now: Date,
): number | null {
  if (rate === null || at === null || now.getTime() - at.getTime() >= COUNTS_FOR_MS) return null;
  return rate;
}

/**
 * Whether a policy has to be written down. A lower one counts at once. A higher one counts only after the lower was not
 * repeated for a while: paths of one host may have policies of their own, and the tightest wins.
 */
export function isNewPolicy(known: AnnouncedPace, perSecond: number, now: Date): boolean {
  const rate = announcedPace(known, now);
  if (rate === null || perSecond < rate) return true;
  return now.getTime() - (known.announced_at?.getTime() ?? 0) >= REPEAT_MS;
}
