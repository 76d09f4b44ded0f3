"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import type { CampaignAnswer } from "#lib/campaign/schema.ts";
import { type Draft, draftOf, patchOf } from "./definition-draft.ts";
import { campaignQueries, saveCampaign } from "./queries.ts";

export type SaveState =
  | { kind: "saved" }
  | { kind: "unsaved" }
  | { kind: "saving" }
  | { kind: "failed"; error: unknown };

const SAVE_AFTER_MS = 800;

/** Keeps the draft being edited and saves it shortly after the last change. One save at a time; nothing is lost in between. */
export function useAutosave(campaign: CampaignAnswer) {
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState<Draft>(() => draftOf(campaign));
  const [state, setState] = useState<SaveState>({ kind: "saved" });
  const latest = useRef({
    draft,
    saved: draft,
    revision: campaign.revision,
    running: null as Promise<void> | null,
  });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const save = useCallback(async (): Promise<void> => {
    clearTimeout(timer.current);
    const now = latest.current;
    if (now.running !== null) await now.running;
    if (now.draft === now.saved) return;
    const sending = now.draft;
    setState({ kind: "saving" });
    now.running = (async () => {
      try {
        const answer = await saveCampaign(campaign.campaign_id, now.revision, patchOf(sending));
        now.revision = answer.revision;
        now.saved = sending;
        queryClient.setQueryData(campaignQueries.one(campaign.campaign_id).queryKey, answer);
        setState({ kind: now.draft === sending ? "saved" : "unsaved" });
      } catch (error) {
        setState({ kind: "failed", error });
      } finally {
        now.running = null;
      }
    })();
    await now.running;
  }, [campaign.campaign_id, queryClient]);

  const change = useCallback(
    (next: Draft) => {
      latest.current.draft = next;
      setDraft(next);
      setState({ kind: "unsaved" });
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void save(), SAVE_AFTER_MS);
    },
    [save],
  );

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent): void => {
      if (latest.current.draft !== latest.current.saved) event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, []);

  return { draft, change, save, state };
}
