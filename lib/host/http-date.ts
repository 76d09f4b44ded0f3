/** Strict reading of the three HTTP date forms (RFC 9110 5.6.7). `Date.parse` accepts far too much to be used on headers. */

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAY = "(?:mon|tue|wed|thu|fri|sat|sun)";
const LONG_DAY = "(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)";
const MONTH = `(${MONTHS.join("|")})`;
const TIME = "(\\d{2}):(\\d{2}):(\\d{2})";

const IMF_FIXDATE = new RegExp(`^${DAY}, (\\d{2}) ${MONTH} (\\d{4}) ${TIME} GMT$`, "i");
const RFC_850 = new RegExp(`^${LONG_DAY}, (\\d{2})-${MONTH}-(\\d{2}) ${TIME} GMT$`, "i");
const ASCTIME = new RegExp(`^${DAY} ${MONTH} ([ \\d]\\d) ${TIME} (\\d{4})$`, "i");
const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** Milliseconds since the epoch, or null when the text is none of the three forms. */
export function parseHttpDate(text: string, now: Date): number | null {
  const imf = IMF_FIXDATE.exec(text);
  if (imf) return utc(imf[3], imf[2], imf[1], imf.slice(4, 7));
  const rfc850 = RFC_850.exec(text);
  if (rfc850) return utc(fullYear(Number(rfc850[3]), now), rfc850[2], rfc850[1], rfc850.slice(4, 7));
  const asctime = ASCTIME.exec(text);
  if (asctime) return utc(asctime[6], asctime[1], asctime[2], asctime.slice(3, 6));
  return null;
}

/** Milliseconds since the epoch of a complete ISO 8601 time with zone, or null. */
export function parseIsoTime(text: string): number | null {
  if (!ISO_8601.test(text)) return null;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : time;
}

// RFC 9110: a two-digit year that would lie more than 50 years ahead is in the past.
function fullYear(twoDigits: number, now: Date): number {
  const century = Math.floor(now.getUTCFullYear() / 100) * 100;
  const year = century + twoDigits;
  return year > now.getUTCFullYear() + 50 ? year - 100 : year;
}

function utc(
  year: string | number | undefined,
  month: string | undefined,
  day: string | undefined,
  time: string[],
): number | null {
  const [hour, minute, second] = time.map(Number);
  if (hour === undefined || minute === undefined || second === undefined) return null;
  const monthIndex = MONTHS.indexOf((month ?? "").toLowerCase());
  const dayOfMonth = Number(day);
  if (hour > 23 || minute > 59 || second > 60) return null;
  const date = new Date(Date.UTC(Number(year), monthIndex, dayOfMonth, hour, minute, second));
  return date.getUTCDate() === dayOfMonth || second === 60 ? date.getTime() : null;
}
