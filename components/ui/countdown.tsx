"use client";

import { useLocale } from "next-intl";
import { useEffect, useState } from "react";
import { formatRelative } from "./format-time.ts";

/** "in 41 seconds", renewed every second; silent for screen readers, who read it when they come by. */
export function Countdown({ until }: { until: string }) {
  const locale = useLocale();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const date = new Date(Math.max(now, new Date(until).getTime()));
  return (
    <time dateTime={until} aria-live="off" suppressHydrationWarning>
      {formatRelative(date, new Date(now), locale)}
    </time>
  );
}
