/**
 * Which texts count as a moment in time, exactly as the generated SQL decides it.
 *
 * ISO 8601 calendar dates and date-times of the years 0001 to 9999; without an offset they are UTC. Digits
 * beyond the millisecond are cut off. Anything else is not a date and matches no date operator.
 */
const YEAR = "(?:000[1-9]|00[1-9][0-9]|0[1-9][0-9][0-9]|[1-9][0-9][0-9][0-9])";
const LEAP_YEAR = "(?:[0-9][0-9](?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)";
const LONG_MONTH = "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])";
const SHORT_MONTH = "(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)";
const FEBRUARY = "02-(?:0[1-9]|1[0-9]|2[0-8])";
const DATE = `(?:${YEAR}-(?:${LONG_MONTH}|${SHORT_MONTH}|${FEBRUARY})|${LEAP_YEAR}-02-29)`;
const TIME = "(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\\.[0-9]{1,9})?)?";
const OFFSET = "(?:Z|[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?)";

/** The same pattern is valid in JavaScript and in PostgreSQL, where it guards the cast. */
export const INSTANT_PATTERN = `^${DATE}(?:[T ]${TIME}${OFFSET}?)?$`;

const INSTANT = new RegExp(INSTANT_PATTERN);
const PARTS =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|([+-])(\d\d):?(\d\d)?)?)?$/;

/** Milliseconds since 1970 of an ISO 8601 text, or null when it is not one. */
export function parseInstant(text: string): number | null {
  if (text.length > 40 || !INSTANT.test(text)) return null;
  const parts = PARTS.exec(text);
  if (!parts) return null;
  const [, year, month, day, hour, minute, second, fraction, sign, offsetHours, offsetMinutes] = parts;
  const date = new Date(0);
  // Date.UTC would read the years 0 to 99 as 1900 to 1999.
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const milliseconds = Number((fraction ?? "").slice(0, 3).padEnd(3, "0"));
  date.setUTCHours(Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0), milliseconds);
  const offset = (Number(offsetHours ?? 0) * 60 + Number(offsetMinutes ?? 0)) * 60_000;
  return date.getTime() - (sign === "-" ? -offset : offset);
}
