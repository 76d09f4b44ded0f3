"use client";

import { useTranslations } from "next-intl";
import { hostReason } from "./host-reason.ts";

/** Why a host is held, in the reader's language where the product wrote it; as written where a person did. */
export function useHostReason(): (reason: string) => string {
  const t = useTranslations("hosts.reasons");
  return (reason) => {
    const words = hostReason(reason);
    return words ? t(words.key, words.values) : reason;
  };
}
