/** Decides how long to wait before a stopped worker process is started again. */

const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;
/** A worker that ran this long was healthy: its next stop counts as the first. */
const HEALTHY_MS = 60_000;

export interface Restart {
  stops: number;
  waitMs: number;
}

/** Doubles the wait with every stop in a row. */
export function nextRestart(stopsBefore: number, ranMs: number): Restart {
  const stops = ranMs >= HEALTHY_MS ? 1 : stopsBefore + 1;
  return { stops, waitMs: Math.min(FIRST_MS * 2 ** (stops - 1), LONGEST_MS) };
}
