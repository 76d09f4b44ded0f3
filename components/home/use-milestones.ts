"use client";

import { useCallback, useSyncExternalStore } from "react";
import { useSession } from "#components/shell/session.tsx";
import { MILESTONES, type Milestone } from "./milestones.ts";

const CHANGED = "signalbox:milestones";
const DISMISSED = "dismissed";

/** What this person has done in this browser, and whether they put the list away. */
export function useMilestones() {
  const { user } = useSession();
  const key = `sbx:milestones:${user.user_id}`;
  const stored = useSyncExternalStore(
    subscribe,
    () => window.localStorage.getItem(key) ?? "",
    () => null,
  );
  const words = stored?.split(",") ?? [];
  const write = useCallback(
    (next: string[]) => {
      window.localStorage.setItem(key, next.join(","));
      window.dispatchEvent(new Event(CHANGED));
    },
    [key],
  );
  const complete = useCallback(
    (milestone: Milestone) => {
      const before = (window.localStorage.getItem(key) ?? "").split(",");
      if (!before.includes(milestone)) write([...before.filter(Boolean), milestone]);
    },
    [key, write],
  );
  return {
    /** False on the server, where nothing is known yet. */
    ready: stored !== null,
    done: MILESTONES.filter((milestone) => words.includes(milestone)),
    dismissed: words.includes(DISMISSED),
    complete,
    setDismissed: (dismissed: boolean) => {
      const rest = words.filter((word) => word !== "" && word !== DISMISSED);
      write(dismissed ? [...rest, DISMISSED] : rest);
    },
  };
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener(CHANGED, onChange);
  window.addEventListener("storage", onChange);
  return () => {
    window.removeEventListener(CHANGED, onChange);
    window.removeEventListener("storage", onChange);
  };
}
