/**
 * Turns of a run on people's own clocks. Offsets of zones differ by quarters of an hour, so the 26 hours of a run are
 * looked at quarter by quarter: each zone has its turn in exactly one of them. Pure.
 */
import { HOUR_MS, type PlannedRun, RUN_MS } from "./schedule.ts";
import { instantOf } from "./wall-clock.ts";

const QUARTER_MS = HOUR_MS / 4;

/**
 * The end of the next quarter to look at after `covered`; null for runs on one clock, and once the last zone had its
 * turn. What was more than an hour ago is passed over: nobody gets it so late.
 */
export function nextTurn(run: PlannedRun, covered: Date, now: Date): Date | null {
  if (!run.wall) return null;
  const from = Math.max(covered.getTime() + 1, now.getTime() - HOUR_MS);
  const quarters = Math.max(1, Math.ceil((from - run.at.getTime()) / QUARTER_MS));
  const end = run.at.getTime() + quarters * QUARTER_MS;
  return end > run.at.getTime() + RUN_MS ? null : new Date(end);
}

/** Whether the clock of a zone shows the time of the run in the quarter that ends at `end`. */
export function hasTurn({ wall }: PlannedRun, zone: string, end: Date): boolean {
  if (!wall) return false;
  const before = end.getTime() - instantOf(wall, zone).getTime();
  return before >= 0 && before < QUARTER_MS;
}
