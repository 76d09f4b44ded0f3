/** How many more a limit lets in. Pure. */
import type { CanvasEntryRule } from "./schema.ts";
import type { EntryCounts } from "./store-limits.ts";

/** Places left of a limit; `inRun` of the current run, where there is one. */
export function roomOf(limit: CanvasEntryRule["limit"], counts: EntryCounts, inRun = 0): number {
  if (!limit) return Number.POSITIVE_INFINITY;
  const left = (max: number | null, used: number): number =>
    max === null ? Number.POSITIVE_INFINITY : Math.max(0, max - used);
  return Math.min(
    left(limit.total, counts.total),
    left(limit.per_day, counts.today),
    left(limit.per_hour, counts.thisHour),
    left(limit.per_run, inRun),
  );
}
