"use client";

import { useTranslations } from "next-intl";

/** A reason code in words; an unknown code is shown as it is. */
export function useReasonWords(): (reason: string) => string {
  const t = useTranslations("deliveries");
  return (reason) => (t.has(`reasons.${reason}`) ? t(`reasons.${reason}`) : reason);
}
