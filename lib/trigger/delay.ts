/** Decides when a delayed message is due for one person. */
import { parseInstant } from "#lib/segment/instant.ts";
import type { Delay } from "./schema.ts";
import { WEEKDAYS } from "./schema.ts";
import { dayNumber, dayOf, firstZone, instantOf, parseTimeOfDay, wallTime, weekdayOf } from "./wall-clock.ts";

export interface DelayFacts {
  personZone: string | null;
  workspaceZone: string;
  /** The value of the attribute that a delay names. */
  attribute: unknown;
}

/** The moment the message is due, or null when the attribute the delay counts on holds no date. */
export function dueAt(delay: Delay, from: Date, facts: DelayFacts): Date | null {
  if (delay.seconds !== undefined) return new Date(from.getTime() + delay.seconds * 1000);
  if (delay.until !== undefined) return new Date(Math.max(from.getTime(), Date.parse(delay.until)));
  const zone = firstZone(
    delay.time_zone,
    delay.in_local_time === false ? null : facts.personZone,
    facts.workspaceZone,
  );
  if (delay.attribute !== undefined) return atAttribute(delay, facts.attribute, zone);
  const today = dayNumber(wallTime(from, zone));
  if (delay.time_of_day !== undefined) {
    const at = onDay(today, delay.time_of_day, zone);
    return at > from ? at : onDay(today + 1, delay.time_of_day, zone);
  }
  if (delay.weekday !== undefined) {
    const ahead = (WEEKDAYS.indexOf(delay.weekday) - weekdayOf(today) + 7) % 7;
    return onDay(today + (ahead === 0 ? 7 : ahead), delay.time ?? "09:00", zone);
  }
  return onDay(today + (delay.days ?? 0), delay.time ?? "09:00", zone);
}

function atAttribute(delay: Delay, value: unknown, zone: string): Date | null {
  const moment = typeof value === "string" ? parseInstant(value) : null;
  if (moment === null) return null;
  const moved = new Date(moment + (delay.offset_seconds ?? 0) * 1000);
  return delay.time === undefined ? moved : onDay(dayNumber(wallTime(moved, zone)), delay.time, zone);
}

function onDay(day: number, time: string, zone: string): Date {
  return instantOf({ ...dayOf(day), ...parseTimeOfDay(time) }, zone);
}
