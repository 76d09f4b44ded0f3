"use client";

import { useFormatter } from "next-intl";
import type { Seen } from "#lib/segment/evaluate-leaf.ts";
import { seenWords } from "#lib/segment/explain.ts";
import { useRuleWords } from "./use-rule-words.ts";

/** The fact a rule was judged by, in words, with moments on the viewer's clock. */
export function useSeenWords(): (seen: Seen) => string {
  const say = useRuleWords();
  const format = useFormatter();
  return (seen) =>
    seen.kind === "moment" && seen.at !== null
      ? format.dateTime(new Date(seen.at), { dateStyle: "medium", timeStyle: "short" })
      : seenWords(seen, say);
}
