/** Decides whether a moment lies in the quiet hours of a person, and when they end. */
import type { QuietHours } from "./schema.ts";
import { dayNumber, dayOf, instantOf, parseTimeOfDay, secondOfDay, wallTime } from "./wall-clock.ts";

/** When the quiet hours that `at` lies in are over, or null when it lies in none. Hours may span midnight. */
export function quietUntil(quiet: Pick<QuietHours, "start" | "end">, at: Date, zone: string): Date | null {
  const wall = wallTime(at, zone);
  const second = wall.hour * 3600 + wall.minute * 60 + wall.second;
  const [start, end] = [parseTimeOfDay(quiet.start), parseTimeOfDay(quiet.end)];
  const [from, to] = [secondOfDay(start), secondOfDay(end)];
  const spansMidnight = from > to;
  const inside = spansMidnight ? second >= from || second < to : second >= from && second < to;
  if (!inside) return null;
  const day = dayNumber(wall) + (spansMidnight && second >= from ? 1 : 0);
  return instantOf({ ...dayOf(day), ...end }, zone);
}
