/** Which calls of a short while are worth a row. Pure. */

export interface Countable {
  workspace_id: string;
  status: number;
}

/** Rows per workspace and flush: failures explain more than the ten-thousandth success of the same second. */
const MOST_SUCCESSES = 100;
const MOST_FAILURES = 400;

/** Whether one more call is kept, given what was kept since the last flush. */
export function worthKeeping(entry: Countable, kept: Map<string, number>): boolean {
  const failed = entry.status >= 400;
  const key = `${failed ? "failed" : "fine"} ${entry.workspace_id}`;
  const count = kept.get(key) ?? 0;
  if (count >= (failed ? MOST_FAILURES : MOST_SUCCESSES)) return false;
  kept.set(key, count + 1);
  return true;
}
