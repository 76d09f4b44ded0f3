const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** "2 hours ago", "in 5 minutes", "now": the largest unit that fits. */
export function formatRelative(date: Date, now: Date, locale: string): string {
  const seconds = Math.round((date.getTime() - now.getTime()) / 1000);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return format.format(Math.trunc(seconds / size), unit);
}

/** "Tue, 24 Nov 2026, 14:00:05 Europe/Paris". */
export function formatDateTime(date: Date, locale: string, timeZone: string): string {
  const text = new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(date);
  return `${text} ${timeZone}`;
}

/** "420 ms", "1.2 s", "3 min 5 s", "2 h", "4 d": durations for people. */
export function formatDuration(milliseconds: number, locale: string): string {
  const seconds = milliseconds / 1000;
  const number = (value: number, digits = 0) =>
    new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);
  if (milliseconds < 1000) return `${number(milliseconds)} ms`;
  if (seconds < 60) return `${number(seconds, 1)} s`;
  const parts: [number, string][] = [
    [86_400, locale.startsWith("fr") ? "j" : "d"],
    [3_600, "h"],
    [60, "min"],
    [1, "s"],
  ];
  const first = parts.findIndex(([size]) => seconds >= size);
  const shown = parts.slice(first, first + 2);
  let rest = Math.round(seconds);
  const words: string[] = [];
  for (const [size, unit] of shown) {
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    if (amount > 0) words.push(`${number(amount)} ${unit}`);
  }
  return words.join(" ");
}
