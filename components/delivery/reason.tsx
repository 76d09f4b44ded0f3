"use client";

import { useTranslations } from "next-intl";

/** Why no answer came, in words; an unknown class is shown as it is. */
export function useErrorWords(): (errorClass: string | null) => string {
  const t = useTranslations("deliveries");
  return (errorClass) => {
    if (errorClass === null) return t("noAnswer");
    return t.has(`errorClasses.${errorClass}`) ? t(`errorClasses.${errorClass}`) : errorClass;
  };
}

/** A reason code in words; an unknown code is shown as it is. */
export function useReasonWords(): (reason: string) => string {
  const t = useTranslations("deliveries");
  return (reason) => (t.has(`reasons.${reason}`) ? t(`reasons.${reason}`) : reason);
}
