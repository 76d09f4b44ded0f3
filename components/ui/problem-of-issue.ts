import type { z } from "zod";
import { wordsSchema } from "#lib/i18n/problem-words.ts";
import type { Sayable } from "./use-problem-words.ts";

/** The schema's own words for an empty text name its length, which nobody thinks of. */
const MISSING = {
  message: "A field is still empty.",
  hint: "Fill it in; until then this part is not saved.",
  words: { key: "draft.missing", values: {} },
};

const isMissing = (issue: z.core.$ZodIssue): boolean =>
  issue.code === "too_small" && issue.origin === "string" && issue.minimum === 1;

/** What a schema of ours found, with the code, the fix and the words its rules gave. */
export function problemOf(issue: z.core.$ZodIssue): Sayable & { code: string; hint: string } {
  if (isMissing(issue)) return { code: issue.code, ...MISSING };
  const { code, hint, words } = ("params" in issue ? issue.params : undefined) ?? {};
  return {
    code: typeof code === "string" ? code : issue.code,
    message: issue.message,
    hint: typeof hint === "string" ? hint : "",
    words: wordsSchema.safeParse(words).data,
  };
}
