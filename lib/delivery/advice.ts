/** Finds what a campaign's author wrote to do about an answer. */
import { matchNoAnswer, matchOutcomeRule, type OutcomeRule } from "#lib/host/outcome-rules.ts";
import type { AttemptView } from "./schema.ts";

/** The `advice` of the rule that fits the attempt: a code of `ADVICE_CODES` or a text. Null without one. */
export function adviceFor(attempt: AttemptView | undefined, rules: readonly OutcomeRule[]): string | null {
  if (!attempt) return null;
  const match =
    attempt.status_code === null
      ? matchNoAnswer(rules)
      : matchOutcomeRule(rules, attempt.status_code, attempt.response?.body ?? "");
  return match?.rule.advice ?? null;
}
