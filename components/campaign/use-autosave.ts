"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { api } from "#components/api-client.ts";
import { type CampaignAnswer, campaignAnswerSchema } from "#lib/campaign/schema.ts";
import { type Draft, draftOf, patchOf, savable } from "./definition-draft.ts";
import { DraftSaver, type SaveState } from "./draft-saver.ts";
import { dropDraft, dropOlder, keepDraft, readKept } from "./kept-draft.ts";
import { campaignQueries, saveCampaign } from "./queries.ts";

/** Keeps the draft being edited and saves it shortly after the last change. */
export function useAutosave(campaign: CampaignAnswer) {
  const queryClient = useQueryClient();
  const id = campaign.campaign_id;
  const [draft, setDraft] = useState<Draft>(() => draftOf(campaign));
  const [state, setState] = useState<SaveState>({ kind: "saved" });
  const [saver] = useState(
    () =>
      new DraftSaver(
        { revision: campaign.revision, draft },
        {
          store: async (revision, accepted) => {
            const answer = await saveCampaign(id, revision, patchOf(accepted));
            queryClient.setQueryData(campaignQueries.one(id).queryKey, answer);
            return answer.revision;
          },
          keep: (kept) => (kept ? keepDraft(id, kept) : dropDraft(id)),
          show: setState,
        },
      ),
  );

  const change = useCallback(
    (next: Draft) => {
      setDraft(next);
      saver.change(next);
    },
    [saver],
  );

  /** After somebody else saved: shows what they saved. */
  const takeTheirs = useCallback(async () => {
    const answer = await api(campaignAnswerSchema, `/campaigns/${encodeURIComponent(id)}`);
    const theirs = draftOf(answer);
    queryClient.setQueryData(campaignQueries.one(id).queryKey, answer);
    saver.replace({ revision: answer.revision, draft: theirs });
    setDraft(theirs);
  }, [id, queryClient, saver]);

  const older = useKeptDraft(id, saver, change);
  const save = useCallback(() => saver.save(), [saver]);
  const checked = useMemo(() => savable(draft, saver.good), [draft, saver]);
  return { draft, change, save, state, saver, takeTheirs, older, checked };
}

/** What earlier visits had not saved: goes on with it, or offers it when somebody saved since. */
function useKeptDraft(id: string, saver: DraftSaver, change: (draft: Draft) => void) {
  const [older, setOlder] = useState<Draft | null>(null);
  useEffect(() => {
    const kept = readKept(id, { revision: saver.revision, draft: saver.draft });
    setOlder(kept.older);
    if (kept.current) change(kept.current);
    const warn = (event: BeforeUnloadEvent): void => {
      if (saver.isDirty) event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [id, saver, change]);
  const settle = (use: boolean): void => {
    if (use && older !== null) change(older);
    dropOlder(id);
    setOlder(null);
  };
  return { draft: older, settle };
}
