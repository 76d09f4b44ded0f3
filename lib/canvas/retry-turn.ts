/** When a turn that failed is tried again, and when that has gone on for too long. Pure. */

const SOONEST_MS = 30_000;
const LATEST_MS = 15 * 60_000;
const LONG_MS = 6 * 3_600_000;

/** As long again as it has been failing already: soon at first, then more and more rarely. */
export function retryAt(failingSince: Date, now: Date): Date {
  const failing = now.getTime() - failingSince.getTime();
  return new Date(now.getTime() + Math.min(LATEST_MS, Math.max(SOONEST_MS, failing)));
}

/** Whether it will hardly ever succeed: no outage and no release of a mended version takes so long. */
export function hasFailedForLong(failingSince: Date | null, now: Date): boolean {
  return failingSince !== null && now.getTime() - failingSince.getTime() >= LONG_MS;
}
