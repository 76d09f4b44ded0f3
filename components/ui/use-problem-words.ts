"use client";

import { useLocale, useTranslations } from "next-intl";
import { useCallback } from "react";
import { sayProblem, type Words } from "#lib/i18n/problem-words.ts";

/** What the server found wrong, or why it refused: the sentence in English, and what it takes to say it otherwise. */
export type Sayable = {
  code?: string | undefined;
  message: string;
  hint?: string | null | undefined;
  words?: Words | undefined;
};

/**
 * Puts problems into the language of the screen: by their words, else by what their code means in general. What neither
 * knows stays as the server said it.
 */
export function useProblemWords(): <Problem extends Sayable>(problem: Problem) => Problem & { hint: string } {
  const problems = useTranslations("problems");
  const errors = useTranslations("errors");
  const isEnglish = useLocale() === "en";
  return useCallback(
    (problem) => {
      const { code, hint, words } = problem;
      if (words && problems.has(`${words.key}.message`))
        return { ...problem, ...sayProblem(words, problems) };
      if (isEnglish || !code || !errors.has(code)) return { ...problem, hint: hint ?? "" };
      return { ...problem, message: errors(code), hint: "" };
    },
    [problems, errors, isEnglish],
  );
}
