/** Whether an edit changes when a canvas lets people in. Pure. */
import { schedulesAlike } from "#lib/trigger/replan.ts";
import type { CanvasEntryRule, ScheduledEntry } from "./schema.ts";

/** Whether two entry rules start a canvas at the same moments, however their defaults are written. */
export function startsAlike(one: CanvasEntryRule, other: CanvasEntryRule): boolean {
  if (one.type !== "scheduled" || other.type !== "scheduled") return one.type === other.type;
  return schedulesAlike(scheduleOf(one), scheduleOf(other));
}

/** Who enters of the audience moves no run. */
function scheduleOf({ re_entry: _reEntry, limit: _limit, ...schedule }: ScheduledEntry) {
  return schedule;
}
