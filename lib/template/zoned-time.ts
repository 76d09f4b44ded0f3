import { Drop, toValue } from "liquidjs";
import { formatOffset, strftime, type ZonedInstant, zoneOffsetMinutes } from "./strftime.ts";

/** An instant to be shown in a zone; what the `time_zone` filter answers. */
export class ZonedTime extends Drop implements ZonedInstant {
  readonly ms: number;
  readonly zone: string;

  constructor(ms: number, zone: string) {
    super();
    this.ms = ms;
    this.zone = zone;
  }

  override valueOf(): string {
    return toIso8601(this);
  }

  toJSON(): string {
    return toIso8601(this);
  }
}

/** ISO 8601 with `Z` in UTC and an offset elsewhere. */
export function toIso8601(instant: ZonedInstant): string {
  const offset = zoneOffsetMinutes(instant.ms, instant.zone);
  return strftime(instant, "%Y-%m-%dT%H:%M:%S") + (offset === 0 ? "Z" : formatOffset(offset, ":"));
}

/** Reads what people put into dates: epoch seconds, ISO 8601, `now`, or another form the runtime parses. A text without a zone is UTC. */
export function parseTime(value: unknown, now: Date): ZonedInstant | null {
  if (value instanceof ZonedTime) return value;
  if (value instanceof Drop) return parseTime(toValue(value), now);
  if (value instanceof Date) return valid(value.getTime());
  if (typeof value === "number") return valid(value * 1000);
  if (typeof value !== "string") return null;
  const text = value.trim();
  if (text === "now" || text === "today") return valid(now.getTime());
  if (/^-?\d+(\.\d+)?$/.test(text)) return valid(Number(text) * 1000);
  if (!/\d/.test(text)) return null;
  return parseText(text);
}

const ZONED = /(?:z|gmt|utc|[+-]\d{2}:?\d{2})$/i;
const ISO_LOCAL = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(.*)$/;

function parseText(text: string): ZonedInstant | null {
  const iso = ISO_LOCAL.exec(text);
  if (iso !== null) {
    const zone = (iso[3] ?? "").replace(/^(?:utc|gmt)$/i, "Z").replace(/^([+-]\d{2})$/, "$1:00");
    return valid(Date.parse(`${iso[1]}T${iso[2]}${zone === "" ? "Z" : zone}`));
  }
  if (/^\d{4}(-\d{2}){0,2}$/.test(text)) return valid(Date.parse(text));
  return valid(Date.parse(ZONED.test(text) ? text : `${text} UTC`));
}

function valid(ms: number): ZonedInstant | null {
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? { ms, zone: "UTC" } : null;
}
