"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { notifyDone } from "#components/ui/notify.tsx";
import { useErrorDetails } from "#components/ui/use-error-details.ts";
import type { WorkspacePatch, WorkspaceView } from "#lib/workspace/schema.ts";
import { changeWorkspace, settingsQueries } from "./queries.ts";

/** Edits a copy of the workspace and saves one part of it. */
export function useWorkspaceForm<Values>(
  workspace: WorkspaceView,
  pick: (workspace: WorkspaceView) => Values,
) {
  const t = useTranslations("settings");
  const read = useErrorDetails();
  const queryClient = useQueryClient();
  const router = useRouter();
  const [values, setValues] = useState(() => pick(workspace));
  const [busy, setBusy] = useState(false);
  const [problems, setProblems] = useState<string[]>([]);

  async function save(patch: WorkspacePatch) {
    setBusy(true);
    setProblems([]);
    try {
      const saved = await changeWorkspace(patch);
      queryClient.setQueryData(settingsQueries.workspace().queryKey, saved);
      setValues(pick(saved));
      notifyDone(t("saved"));
      // The top bar shows the name.
      router.refresh();
    } catch (error) {
      const details = read(error);
      const items = details.errors.map((item) => [item.message, item.hint].filter(Boolean).join(" "));
      setProblems(items.length > 0 ? items : [details.message]);
    } finally {
      setBusy(false);
    }
  }

  const set = (change: Partial<Values>) => setValues((before) => ({ ...before, ...change }));
  return { values, set, save, busy, problems };
}
