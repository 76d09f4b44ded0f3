"use client";

import { useTranslations } from "next-intl";
import { useReasonWords } from "#components/delivery/reason.tsx";

/** Reasons that say more after a colon, as the engine writes them: "failed: exhausted_retries". */
const HEADS: Record<string, "failed" | "error" | "aborted" | "cancelled" | "not_set" | "not_updated"> = {
  failed: "failed",
  error: "error",
  aborted: "aborted",
  cancelled: "cancelled",
  "not set": "not_set",
  "not updated": "not_updated",
};

/** Why something ended or went on, where a word stands for it; what was observed is shown as it is. */
export function useJourneyReasons(): (reason: string) => string {
  const t = useTranslations("journeyResults");
  const deliveries = useReasonWords();
  const say = (reason: string): string =>
    t.has(`reasons.${reason as "end"}`) ? t(`reasons.${reason as "end"}`) : deliveries(reason);
  const notSet = (part: string): string => {
    const [, name] = /^(.+) is too large$/.exec(part) ?? [];
    return name === undefined ? part : t("heads.too_large", { name });
  };
  return (reason) => {
    const [, name = "", detail = ""] = /^([a-z ]+): (.*)$/s.exec(reason) ?? [];
    const head = HEADS[name];
    if (head === "not_set") return t("heads.not_set", { detail: detail.split("; ").map(notSet).join(", ") });
    return head ? t(`heads.${head}`, { detail: say(detail) }) : say(reason);
  };
}
