/** What becomes of a schedule when it goes live once more, and after a pause or a stop. Pure. */
import { canonicalJson } from "#lib/webhook/value-diff.ts";
import { firstRun, nextRun } from "./schedule.ts";
import type { ScheduledDelivery } from "./schema.ts";

export interface Replan {
  /** The moment the schedule counts from. */
  launchedAt: Date;
  nextRunAt: Date | null;
}

/** Whether two schedules plan the same runs, however their defaults are written. */
export function schedulesAlike(one: ScheduledDelivery, other: ScheduledDelivery): boolean {
  return canonicalJson(startOf(one)) === canonicalJson(startOf(other));
}

/**
 * A launch counts the schedule anew, as if it had never run. `nextRunAt` null: no run follows; what does not run on a
 * schedule has none.
 */
export function planAnew(schedule: ScheduledDelivery | null, now: Date, timeZone: string): Replan {
  const first = schedule && firstRun(schedule, { launchedAt: now, timeZone });
  return { launchedAt: now, nextRunAt: first?.at ?? null };
}

/**
 * The run a schedule goes on with: the one that fell into a pause is still to come; after a stop only what lies ahead
 * is.
 */
export function runAtResume(
  schedule: ScheduledDelivery,
  before: Replan & { stopped: boolean },
  now: Date,
  timeZone: string,
): Date | null {
  if (!before.stopped) return before.nextRunAt;
  return nextRun(schedule, { launchedAt: before.launchedAt, timeZone }, now)?.at ?? null;
}

function startOf(schedule: ScheduledDelivery): unknown {
  // Quiet hours move messages, not runs.
  const { quiet_hours: _quiet, until, ...rest } = schedule;
  const end = until ? { until } : {};
  return { frequency: "once", interval: 1, in_local_time: false, ...rest, ...end };
}
