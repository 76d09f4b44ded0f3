/** Whether an edit changes when a canvas lets people in. Pure. */
import { hashOf } from "./definition.ts";
import type { CanvasEntryRule } from "./schema.ts";

/** Whether two entry rules start a canvas at the same moments, however their defaults are written. */
export function startsAlike(one: CanvasEntryRule, other: CanvasEntryRule): boolean {
  return hashOf(startOf(one)) === hashOf(startOf(other));
}

function startOf(entry: CanvasEntryRule): unknown {
  if (entry.type !== "scheduled") return entry.type;
  // Who enters of the audience moves no run.
  const { re_entry: _reEntry, limit: _limit, ...schedule } = entry;
  return { frequency: "once", interval: 1, in_local_time: false, ...schedule };
}
