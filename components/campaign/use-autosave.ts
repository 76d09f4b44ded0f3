"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { ApiError, api } from "#components/api-client.ts";
import { type CampaignAnswer, campaignAnswerSchema } from "#lib/campaign/schema.ts";
import { type Draft, draftOf, patchOf, savable } from "./definition-draft.ts";
import { campaignQueries, saveCampaign } from "./queries.ts";

export type SaveState =
  | { kind: "saved" }
  | { kind: "unsaved" }
  | { kind: "saving" }
  | { kind: "failed"; error: unknown }
  | { kind: "conflict"; by: string; at: string; revision: number };

const SAVE_AFTER_MS = 800;
const RETRY_AFTER_MS = 5_000;
const storageKey = (id: string): string => `sbx:draft:${id}`;

/**
 * Keeps the draft being edited and saves it shortly after the last change. One save at a time; what is not saved
 * yet also lies in the browser, so that a crash or an ended session loses nothing.
 */
export function useAutosave(campaign: CampaignAnswer) {
  const queryClient = useQueryClient();
  const id = campaign.campaign_id;
  const [draft, setDraft] = useState<Draft>(() => draftOf(campaign));
  const [state, setState] = useState<SaveState>({ kind: "saved" });
  const latest = useRef({ draft, saved: draft, good: draft, revision: campaign.revision, blocked: false });
  const running = useRef<Promise<void> | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const save = useCallback(async (): Promise<void> => {
    clearTimeout(timer.current);
    if (running.current !== null) await running.current;
    const now = latest.current;
    if (now.draft === now.saved || now.blocked) return;
    const sending = now.draft;
    setState({ kind: "saving" });
    running.current = (async () => {
      try {
        const accepted = savable(sending, now.good).draft;
        const answer = await saveCampaign(id, now.revision, patchOf(accepted));
        Object.assign(now, { revision: answer.revision, saved: sending, good: accepted });
        queryClient.setQueryData(campaignQueries.one(id).queryKey, answer);
        if (now.draft === sending) window.localStorage.removeItem(storageKey(id));
        setState({ kind: now.draft === sending ? "saved" : "unsaved" });
      } catch (error) {
        const conflict = conflictOf(error);
        now.blocked = conflict !== null;
        setState(conflict ?? { kind: "failed", error });
        if (conflict === null) timer.current = setTimeout(() => void saveAgain.current(), RETRY_AFTER_MS);
      } finally {
        running.current = null;
      }
    })();
    await running.current;
  }, [id, queryClient]);
  const saveAgain = useRef(save);
  saveAgain.current = save;

  const change = useCallback(
    (next: Draft) => {
      latest.current.draft = next;
      setDraft(next);
      window.localStorage.setItem(
        storageKey(id),
        JSON.stringify({ revision: latest.current.revision, draft: next }),
      );
      if (latest.current.blocked) return;
      setState({ kind: "unsaved" });
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void save(), SAVE_AFTER_MS);
    },
    [id, save],
  );

  /** After somebody else saved: goes on with what is on this screen. */
  const keepMine = useCallback(
    async (revision: number) => {
      Object.assign(latest.current, { revision, blocked: false });
      await save();
    },
    [save],
  );

  /** After somebody else saved: shows what they saved. */
  const takeTheirs = useCallback(async () => {
    const answer = await api(campaignAnswerSchema, `/campaigns/${encodeURIComponent(id)}`);
    const theirs = draftOf(answer);
    latest.current = {
      draft: theirs,
      saved: theirs,
      good: theirs,
      revision: answer.revision,
      blocked: false,
    };
    queryClient.setQueryData(campaignQueries.one(id).queryKey, answer);
    window.localStorage.removeItem(storageKey(id));
    setDraft(theirs);
    setState({ kind: "saved" });
  }, [id, queryClient]);

  useEffect(() => {
    const kept = readKept(id, latest.current.revision);
    if (kept) change(kept);
    const warn = (event: BeforeUnloadEvent): void => {
      if (latest.current.draft !== latest.current.saved) event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [id, change]);

  const checked = useMemo(() => savable(draft, latest.current.good), [draft]);
  return { draft, change, save, state, keepMine, takeTheirs, checked };
}

function conflictOf(error: unknown): SaveState | null {
  if (!(error instanceof ApiError) || (error.status !== 412 && error.status !== 409)) return null;
  const { saved_by: by, saved_at: at, revision } = error.details;
  if (typeof revision !== "number") return null;
  return { kind: "conflict", by: String(by ?? ""), at: String(at ?? new Date().toISOString()), revision };
}

/** What a crashed or closed tab had not saved, if nobody has saved since. */
function readKept(id: string, revision: number): Draft | null {
  try {
    const kept = JSON.parse(window.localStorage.getItem(storageKey(id)) ?? "null");
    return kept?.revision === revision ? (kept.draft as Draft) : null;
  } catch {
    return null;
  }
}
