"use client";

import { useTranslations } from "next-intl";
import { useErrorDetails } from "#components/ui/use-error-details.ts";
import type { useAutosave } from "./use-autosave.ts";

/** Saves; throws, with the reason in words, when something on the screen is not stored after that. */
export function useEnsureSaved({ saver }: ReturnType<typeof useAutosave>): () => Promise<void> {
  const t = useTranslations("composer.notSaved");
  const detailsOf = useErrorDetails();
  return async () => {
    if (await saver.save()) return;
    const { state } = saver;
    if (state.kind === "conflict") throw new Error(t("conflict"));
    if (state.kind === "failed") throw new Error(t("failed", { reason: detailsOf(state.error).message }));
    throw new Error(t("incomplete"));
  };
}
