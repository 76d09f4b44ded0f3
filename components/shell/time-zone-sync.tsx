"use client";

import { useRouter } from "next/navigation";
import { useTimeZone } from "next-intl";
import { useEffect } from "react";
import { TIME_ZONE_COOKIE } from "#lib/i18n/locales.ts";
import { setCookie } from "./cookies.ts";

/** Tells the server the browser's zone once, so that times are rendered in it from then on. */
export function TimeZoneSync() {
  const shown = useTimeZone();
  const router = useRouter();
  useEffect(() => {
    const actual = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!actual || actual === shown) return;
    setCookie(TIME_ZONE_COOKIE, actual);
    router.refresh();
  }, [shown, router]);
  return null;
}
