/** Between moments and the text of a `datetime-local` field, on the clock of a named zone. Pure. */
import { instantOfParsed, parseWallDateTime, type WallTime, wallTime } from "#lib/trigger/wall-clock.ts";

/** What the field shows: a moment on the clock of `zone`, a time without an offset as it is written. */
export function toClockInput(text: string | null | undefined, zone: string): string {
  const parsed = text ? parseWallDateTime(text) : null;
  if (!parsed) return "";
  return inputOf(parsed.offsetMinutes === null ? parsed : wallTime(instantOfParsed(parsed, zone), zone));
}

/** The moment at which the clock of `zone` shows what was typed; null while it is no date. */
export function momentOfInput(text: string, zone: string): string | null {
  const parsed = parseWallDateTime(text);
  return parsed && instantOfParsed(parsed, zone).toISOString();
}

/** An hour after `now` on the clock of `zone`. */
export function inAnHour(now: Date, zone: string): string {
  return inputOf(wallTime(new Date(now.getTime() + 3_600_000), zone));
}

function inputOf({ year, month, day, hour, minute }: WallTime): string {
  return new Date(Date.UTC(year, month - 1, day, hour, minute)).toISOString().slice(0, 16);
}
