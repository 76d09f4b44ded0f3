/** Decides how long ago the last receipt must be for somebody to receive again. */
import type { ReEligibility } from "#lib/trigger/schema.ts";
import { dayNumber, dayOf, firstZone, instantOf, wallTime } from "#lib/trigger/wall-clock.ts";

/** The last receipt must not be younger than this; null: never again. Calendar days are those of the person. */
export function eligibleSince(
  rule: ReEligibility,
  now: Date,
  zones: readonly (string | null)[],
): Date | null {
  if (!rule.allowed) return null;
  if (!rule.after_calendar_days) return new Date(now.getTime() - (rule.after_seconds ?? 0) * 1000);
  const zone = firstZone(...zones);
  const day = dayNumber(wallTime(now, zone)) - rule.after_calendar_days + 1;
  return new Date(instantOf({ ...dayOf(day), hour: 0, minute: 0, second: 0 }, zone).getTime() - 1);
}
