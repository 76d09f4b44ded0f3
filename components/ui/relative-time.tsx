"use client";

import { useLocale, useTimeZone } from "next-intl";
import { useEffect, useState } from "react";
import { formatDateTime, formatRelative } from "./format-time.ts";

type TimeProps = {
  /** ISO text, milliseconds or Date. */
  value: string | number | Date;
};

/** "5 minutes ago" or "in 2 hours", renewed while shown; the exact time and zone on hover. */
export function RelativeTime({ value }: TimeProps) {
  const locale = useLocale();
  const timeZone = useTimeZone() ?? "UTC";
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 15_000);
    return () => clearInterval(timer);
  }, []);
  const date = new Date(value);
  return (
    <time
      dateTime={date.toISOString()}
      title={formatDateTime(date, locale, timeZone)}
      suppressHydrationWarning
    >
      {formatRelative(date, new Date(now), locale)}
    </time>
  );
}

/** Exact date and time with the zone named. */
export function DateTime({ value }: TimeProps) {
  const locale = useLocale();
  const timeZone = useTimeZone() ?? "UTC";
  const date = new Date(value);
  return <time dateTime={date.toISOString()}>{formatDateTime(date, locale, timeZone)}</time>;
}
