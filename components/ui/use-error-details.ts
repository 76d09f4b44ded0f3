"use client";

import { useCallback } from "react";
import { type ErrorDetails, errorDetails } from "./error-details.ts";
import { useProblemWords } from "./use-problem-words.ts";

/** What a screen shows of an error, in its language as far as the error has words. */
export function useErrorDetails(): (error: unknown) => ErrorDetails {
  const say = useProblemWords();
  return useCallback(
    (error) => {
      const details = errorDetails(error);
      const errors = details.errors.map((item) => ({ ...item, ...say(item) }));
      const [first] = errors;
      const isSaid = first !== undefined && first.message !== details.errors[0]?.message;
      return { ...details, errors, message: isSaid ? first.message : details.message };
    },
    [say],
  );
}
