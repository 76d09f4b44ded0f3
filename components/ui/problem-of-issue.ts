import type { z } from "zod";
import { wordsSchema } from "#lib/i18n/problem-words.ts";
import type { Sayable } from "./use-problem-words.ts";

/** What a schema of ours found, with the code, the fix and the words its rules gave. */
export function problemOf(issue: z.core.$ZodIssue): Sayable & { code: string; hint: string } {
  const { code, hint, words } = ("params" in issue ? issue.params : undefined) ?? {};
  return {
    code: typeof code === "string" ? code : issue.code,
    message: issue.message,
    hint: typeof hint === "string" ? hint : "",
    words: wordsSchema.safeParse(words).data,
  };
}
