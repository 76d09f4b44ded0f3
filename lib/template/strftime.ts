// Formats an instant in a named zone with strftime directives. English names, whatever the machine's locale or zone.

export type ZonedInstant = { ms: number; zone: string };

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const DAY_MS = 86_400_000;

type Shown = {
  /** A date whose UTC fields read as the local time of the zone. */
  local: Date;
  ms: number;
  offsetMinutes: number;
  zone: string;
};

/** Formats the instant; an unknown directive stays as written. */
export function strftime(instant: ZonedInstant, format: string): string {
  const offsetMinutes = zoneOffsetMinutes(instant.ms, instant.zone);
  const shown: Shown = {
    local: new Date(instant.ms + offsetMinutes * 60_000),
    ms: instant.ms,
    offsetMinutes,
    zone: instant.zone,
  };
  return expand(shown, format);
}

const offsetFormats = new Map<string, Intl.DateTimeFormat | null>();

/** Minutes east of UTC in the zone at that instant; 0 for a zone nobody knows. */
export function zoneOffsetMinutes(ms: number, zone: string): number {
  if (zone === "UTC") return 0;
  const fixed = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (fixed !== null) return (fixed[1] === "-" ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3]));
  const format = offsetFormat(zone);
  if (format === null) return 0;
  const parts: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(ms)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  return Math.round((local - Math.floor(ms / 1000) * 1000) / 60_000);
}

/** True when the runtime knows the zone name. */
export function isKnownZone(zone: string): boolean {
  return zone === "UTC" || offsetFormat(zone) !== null;
}

function offsetFormat(zone: string): Intl.DateTimeFormat | null {
  const cached = offsetFormats.get(zone);
  if (cached !== undefined) return cached;
  if (offsetFormats.size > 1_000) offsetFormats.clear();
  let format: Intl.DateTimeFormat | null;
  try {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    format = null;
  }
  offsetFormats.set(zone, format);
  return format;
}

type Directive = {
  pad: number;
  fill: "0" | " " | "";
  value: (shown: Shown, flags: string, width: number) => string | number;
};

const text = (value: Directive["value"]): Directive => ({ pad: 0, fill: " ", value });
const digits = (pad: number, value: Directive["value"], fill: "0" | " " = "0"): Directive => ({
  pad,
  fill,
  value,
});
const composed = (format: string): Directive => text((shown) => expand(shown, format));

const DIRECTIVES: Record<string, Directive> = {
  a: text(({ local }) => (DAYS[local.getUTCDay()] ?? "").slice(0, 3)),
  A: text(({ local }) => DAYS[local.getUTCDay()] ?? ""),
  b: text(({ local }) => (MONTHS[local.getUTCMonth()] ?? "").slice(0, 3)),
  h: text(({ local }) => (MONTHS[local.getUTCMonth()] ?? "").slice(0, 3)),
  B: text(({ local }) => MONTHS[local.getUTCMonth()] ?? ""),
  c: composed("%a %b %e %H:%M:%S %Y"),
  C: digits(2, ({ local }) => Math.floor(local.getUTCFullYear() / 100)),
  d: digits(2, ({ local }) => local.getUTCDate()),
  D: composed("%m/%d/%y"),
  e: digits(2, ({ local }) => local.getUTCDate(), " "),
  F: composed("%Y-%m-%d"),
  g: digits(2, ({ local }) => isoWeek(local).year % 100),
  G: digits(4, ({ local }) => isoWeek(local).year),
  H: digits(2, ({ local }) => local.getUTCHours()),
  I: digits(2, ({ local }) => local.getUTCHours() % 12 || 12),
  j: digits(3, ({ local }) => dayOfYear(local)),
  k: digits(2, ({ local }) => local.getUTCHours(), " "),
  l: digits(2, ({ local }) => local.getUTCHours() % 12 || 12, " "),
  L: digits(3, ({ local }) => local.getUTCMilliseconds()),
  m: digits(2, ({ local }) => local.getUTCMonth() + 1),
  M: digits(2, ({ local }) => local.getUTCMinutes()),
  n: text(() => "\n"),
  N: text(({ local }, _flags, width) =>
    String(local.getUTCMilliseconds())
      .padStart(3, "0")
      .padEnd(9, "0")
      .slice(0, width || 9),
  ),
  p: text(({ local }) => (local.getUTCHours() < 12 ? "AM" : "PM")),
  P: text(({ local }) => (local.getUTCHours() < 12 ? "am" : "pm")),
  q: text(({ local }) => ordinal(local.getUTCDate())),
  r: composed("%I:%M:%S %p"),
  R: composed("%H:%M"),
  s: text(({ ms }) => Math.floor(ms / 1000)),
  S: digits(2, ({ local }) => local.getUTCSeconds()),
  t: text(() => "\t"),
  T: composed("%H:%M:%S"),
  u: text(({ local }) => local.getUTCDay() || 7),
  U: digits(2, ({ local }) => weekOfYear(local, 0)),
  V: digits(2, ({ local }) => isoWeek(local).week),
  w: text(({ local }) => local.getUTCDay()),
  W: digits(2, ({ local }) => weekOfYear(local, 1)),
  x: composed("%m/%d/%y"),
  X: composed("%H:%M:%S"),
  y: digits(2, ({ local }) => local.getUTCFullYear() % 100),
  Y: digits(4, ({ local }) => local.getUTCFullYear()),
  z: text(({ offsetMinutes }, flags) => formatOffset(offsetMinutes, flags.includes(":") ? ":" : "")),
  Z: text(({ zone }) => zone),
  "%": text(() => "%"),
};

const PATTERN = /%([-_0^#:]*)(\d{0,3})([a-zA-Z%])/g;

function expand(shown: Shown, format: string): string {
  return format.replace(PATTERN, (whole: string, flags: string, width: string, name: string) => {
    const directive = DIRECTIVES[name];
    if (directive === undefined) return whole;
    const value = String(directive.value(shown, flags, Number(width)));
    return applyFlags(value, directive, flags, Number(width));
  });
}

function applyFlags(value: string, directive: Directive, flags: string, width: number): string {
  let cased = value;
  if (flags.includes("^")) cased = value.toUpperCase();
  else if (flags.includes("#")) cased = /[a-z]/.test(value) ? value.toUpperCase() : value.toLowerCase();
  if (flags.includes("-")) return cased;
  const fill = flags.includes("_") ? " " : flags.includes("0") ? "0" : directive.fill;
  return cased.padStart(width || directive.pad, fill);
}

/** `+0545`, or `+05:45` with a separator. */
export function formatOffset(minutes: number, separator: string): string {
  const size = Math.abs(minutes);
  const hours = String(Math.floor(size / 60)).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${hours}${separator}${String(size % 60).padStart(2, "0")}`;
}

function dayOfYear(local: Date): number {
  const start = Date.UTC(local.getUTCFullYear(), 0, 1);
  return Math.floor((local.getTime() - start) / DAY_MS) + 1;
}

function weekOfYear(local: Date, firstDay: number): number {
  const sinceFirstDay = (local.getUTCDay() - firstDay + 7) % 7;
  return Math.floor((dayOfYear(local) - 1 - sinceFirstDay + 7) / 7);
}

function isoWeek(local: Date): { year: number; week: number } {
  const thursday = new Date(local.getTime() + (4 - (local.getUTCDay() || 7)) * DAY_MS);
  return { year: thursday.getUTCFullYear(), week: Math.floor((dayOfYear(thursday) - 1) / 7) + 1 };
}

function ordinal(day: number): string {
  if (day >= 11 && day <= 13) return "th";
  return ["th", "st", "nd", "rd"][day % 10] ?? "th";
}
