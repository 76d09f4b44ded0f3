"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { ApiError } from "#components/api-client.ts";
import { problemOf } from "#components/ui/problem-of-issue.ts";
import type { Sayable } from "#components/ui/use-problem-words.ts";
import type { CanvasAnswer } from "#lib/canvas/schema.ts";
import type { CanvasStore } from "./canvas-store.ts";
import { completePart } from "./complete-part.ts";
import { canvasQueries, documentOf, saveCanvas } from "./queries.ts";

export type SaveState =
  | { kind: "saved" | "unsaved" | "saving" }
  /** What is typed is not complete enough to be kept, or could not be. */
  | { kind: "incomplete" | "failed"; problem: Sayable }
  | { kind: "conflict" };

const SAVE_AFTER_MS = 800;

/** Saves the document shortly after each change, one save at a time, and notices when somebody else saved meanwhile. */
export function useCanvasAutosave(canvas: CanvasAnswer, store: CanvasStore) {
  const id = canvas.canvas_id;
  const queryClient = useQueryClient();
  const [state, setState] = useState<SaveState>({ kind: "saved" });
  const latest = useRef({
    saved: store.getState().document,
    /** The steps as they are stored, which is less than what is typed while some cannot be. */
    storedSteps: store.getState().document.steps,
    revision: canvas.revision,
    running: null as Promise<void> | null,
  });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const send = useCallback(async (): Promise<void> => {
    const now = latest.current;
    const { document } = store.getState();
    if (document === now.saved) return;
    const { complete, issue } = completePart(document, now.storedSteps);
    setState({ kind: "saving" });
    try {
      const answer = await saveCanvas(id, now.revision, complete);
      now.revision = answer.revision;
      now.storedSteps = answer.steps;
      queryClient.setQueryData(canvasQueries.one(id).queryKey, answer);
      if (issue) return setState({ kind: "incomplete", problem: problemOf(issue) });
      now.saved = document;
      setState({ kind: store.getState().document === document ? "saved" : "unsaved" });
    } catch (error) {
      setState(savedByOther(error) ? { kind: "conflict" } : { kind: "failed", problem: problemIn(error) });
    }
  }, [id, queryClient, store]);

  /** Resolves once everything typed so far is stored, or cannot be. */
  const save = useCallback(async (): Promise<boolean> => {
    clearTimeout(timer.current);
    // One at a time: the second of several that wait has the revision that the first brings back.
    const before = latest.current.running;
    const running = before === null ? send() : before.then(send);
    latest.current.running = running;
    await running;
    if (latest.current.running === running) latest.current.running = null;
    return store.getState().document === latest.current.saved;
  }, [send, store]);

  useEffect(
    () =>
      store.subscribe((current) => {
        if (current.document === latest.current.saved) return;
        setState((before) => (before.kind === "conflict" ? before : { kind: "unsaved" }));
        clearTimeout(timer.current);
        timer.current = setTimeout(() => void save(), SAVE_AFTER_MS);
      }),
    [store, save],
  );

  // Somebody else saved, and nothing typed here is at stake: the screen follows.
  useEffect(() => {
    const now = latest.current;
    const unsaved = now.running !== null || store.getState().document !== now.saved;
    if (canvas.revision <= now.revision || unsaved) return;
    now.revision = canvas.revision;
    now.saved = documentOf(canvas);
    now.storedSteps = now.saved.steps;
    store.setState({ document: now.saved });
  }, [canvas, store]);

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent): void => {
      if (store.getState().document !== latest.current.saved) event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [store]);

  /** After a conflict: keep what is on the screen, or take what the other person saved. */
  const resolve = useCallback(
    async (keep: "mine" | "theirs"): Promise<void> => {
      const theirs = await queryClient.fetchQuery({ ...canvasQueries.one(id), staleTime: 0 });
      latest.current.revision = theirs.revision;
      if (keep === "theirs") {
        latest.current.saved = documentOf(theirs);
        latest.current.storedSteps = latest.current.saved.steps;
        store.setState({ document: latest.current.saved });
        setState({ kind: "saved" });
      } else await save();
    },
    [id, queryClient, save, store],
  );

  return useMemo(() => ({ state, save, resolve }), [state, save, resolve]);
}

/** Only then is there a choice between two drafts; a journey under review is simply not changed. */
function savedByOther(error: unknown): boolean {
  return error instanceof ApiError && typeof error.details.revision === "number";
}

function problemIn(error: unknown): Sayable {
  if (error instanceof ApiError) return error.errors[0] ?? { message: error.message };
  return { message: String(error) };
}
