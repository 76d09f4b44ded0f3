"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import type { Say } from "#lib/i18n/english.ts";

/** The words of rules in the language of the screen, for `describe` and its relatives. */
export function useRuleWords(): Say {
  const t = useTranslations("rules");
  return useCallback((key, values) => t(key, values), [t]);
}
