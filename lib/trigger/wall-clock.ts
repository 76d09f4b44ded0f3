/**
 * Between moments and what a clock on the wall shows in a time zone.
 *
 * When clocks jump forward, a time that does not exist means the same distance after the jump (02:30 becomes
 * 03:30); when they go back, a time that exists twice means the first. So nothing is skipped or done twice.
 */
import { tzOffset } from "@date-fns/tz";

/** What calendar and clock show; months count from 1. */
export interface WallTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

const knownZones = new Map<string, boolean>();

/** Whether a text names an IANA time zone. */
export function isTimeZone(zone: string): boolean {
  const known = knownZones.get(zone);
  if (known !== undefined) return known;
  // Bounded, because the names come from outside.
  if (knownZones.size > 2_000) knownZones.clear();
  const valid = zone.length <= 64 && /^[A-Za-z]/.test(zone) && hasFormat(zone);
  knownZones.set(zone, valid);
  return valid;
}

function hasFormat(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** The first zone that exists; UTC when none does. */
export function firstZone(...zones: (string | null | undefined)[]): string {
  return zones.find((zone): zone is string => typeof zone === "string" && isTimeZone(zone)) ?? "UTC";
}

function offsetMs(zone: string, at: number): number {
  return tzOffset(zone, new Date(at)) * 60_000;
}

/** What the clock of `zone` shows at a moment. */
export function wallTime(at: Date, zone: string): WallTime {
  const shifted = new Date(at.getTime() + offsetMs(zone, at.getTime()));
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
    second: shifted.getUTCSeconds(),
  };
}

/** The moment at which the clock of `zone` shows `wall`. Days and months may overflow as in Date.UTC. */
export function instantOf(wall: WallTime, zone: string): Date {
  const shown = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);
  const before = offsetMs(zone, shown - DAY_MS);
  const after = offsetMs(zone, shown + DAY_MS);
  const candidates = [shown - before, shown - after].filter((at) => at + offsetMs(zone, at) === shown);
  // In a gap neither holds: reading it with the offset from before lands as far after the jump.
  return new Date(candidates.length > 0 ? Math.min(...candidates) : shown - before);
}

/** A calendar day as a number, for arithmetic without clocks. */
export function dayNumber(wall: Pick<WallTime, "year" | "month" | "day">): number {
  return Math.floor(Date.UTC(wall.year, wall.month - 1, wall.day) / DAY_MS);
}

/** The calendar day of a day number. */
export function dayOf(number: number): Pick<WallTime, "year" | "month" | "day"> {
  const date = new Date(number * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** 0 is Monday, 6 is Sunday. */
export function weekdayOf(number: number): number {
  // Day 0 (1 January 1970) was a Thursday.
  return (((number + 3) % 7) + 7) % 7;
}

export interface ClockTime {
  hour: number;
  minute: number;
  second: number;
}

/** Reads "09:00" or "09:00:30". */
export function parseTimeOfDay(text: string): ClockTime {
  const [hour = 0, minute = 0, second = 0] = text.split(":").map(Number);
  return { hour, minute, second };
}

/** Seconds since midnight on the clock. */
export function secondOfDay(clock: ClockTime): number {
  return clock.hour * 3_600 + clock.minute * 60 + clock.second;
}

export type ParsedDateTime = WallTime & {
  /** Null when the text has no offset and needs a zone. */
  offsetMinutes: number | null;
  dateOnly: boolean;
};

const DATE_TIME =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(Z|([+-])(\d\d):?(\d\d))?)?$/;

/** Reads an ISO 8601 date or date-time; null when it is none or does not exist in the calendar. */
export function parseWallDateTime(text: string): ParsedDateTime | null {
  const parts = DATE_TIME.exec(text);
  if (!parts) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const date = new Date(Date.UTC(year, month - 1, day));
  if (year < 1970 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const offset = Number(parts[9] ?? 0) * 60 + Number(parts[10] ?? 0);
  return {
    year,
    month,
    day,
    hour,
    minute,
    second,
    offsetMinutes: parts[7] === undefined ? null : parts[8] === "-" ? -offset : offset,
    dateOnly: parts[4] === undefined,
  };
}

/** The moment a parsed text means; `zone` is used when it has no offset of its own. */
export function instantOfParsed(parsed: ParsedDateTime, zone: string): Date {
  if (parsed.offsetMinutes === null) return instantOf(parsed, zone);
  const shown = Date.UTC(
    parsed.year,
    parsed.month - 1,
    parsed.day,
    parsed.hour,
    parsed.minute,
    parsed.second,
  );
  return new Date(shown - parsed.offsetMinutes * 60_000);
}
