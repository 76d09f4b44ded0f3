import type { useTranslations } from "next-intl";

type ResultWords = ReturnType<typeof useTranslations<"journeyResults">>;

/** Why something ended, where a word stands for it; what was observed is shown as it is. */
export function reasonWords(t: ResultWords, reason: string): string {
  return t.has(`reasons.${reason as "end"}`) ? t(`reasons.${reason as "end"}`) : reason;
}
