"use client";

import { createContext, useContext } from "react";
import { temporal } from "zundo";
import { createStore, type StoreApi, useStore } from "zustand";
import type { CanvasDefinition } from "#lib/canvas/schema.ts";

const UNDO_STEPS = 300;
const COALESCE_MS = 500;

export type Change = { label: string; key?: string | undefined };

export type CanvasState = {
  document: CanvasDefinition;
  /** What the latest change did, in words; part of the history so that undo can name it. */
  label: string;
  /** While somebody reviews it, only the name changes. */
  locked: boolean;
  /**
   * Changes the document. Changes with the same `key` shortly after one another (typing) are one undo step.
   */
  change: (change: Change, next: (document: CanvasDefinition) => CanvasDefinition) => void;
};

type Past = Pick<CanvasState, "document" | "label">;

/** One document with its history: 300 undo steps, each with a name. `now` decides what counts as typing on. */
export function createCanvasStore(document: CanvasDefinition, now: () => number = Date.now) {
  let last = { key: "", at: Number.NEGATIVE_INFINITY };
  let joins = false;
  return createStore<CanvasState>()(
    temporal(
      (set, get) => ({
        document,
        label: "",
        locked: false,
        change: ({ label, key = "" }, next) => {
          const changed = next(get().document);
          if (changed === get().document || (get().locked && key !== "name")) return;
          joins = key !== "" && key === last.key && now() - last.at < COALESCE_MS;
          last = { key, at: now() };
          set({ document: changed, label });
        },
      }),
      {
        limit: UNDO_STEPS,
        partialize: ({ document, label }): Past => ({ document, label }),
        equality: (past, current) => past.document === current.document,
        handleSet: (save) => (past) => {
          if (!joins) save(past);
        },
      },
    ),
  );
}

export type CanvasStore = ReturnType<typeof createCanvasStore>;

const StoreContext = createContext<CanvasStore | null>(null);
export const CanvasStoreProvider = StoreContext.Provider;

export function useCanvasStore(): CanvasStore {
  const store = useContext(StoreContext);
  if (!store) throw new Error("CanvasStoreProvider is missing.");
  return store;
}

export function useCanvasState<Part>(select: (state: CanvasState) => Part): Part {
  return useStore(useCanvasStore() as StoreApi<CanvasState>, select);
}

/** What can be undone and redone, by name; nothing while somebody reviews the document. */
export function useHistory(): {
  undo: () => void;
  redo: () => void;
  undoLabel: string | null;
  redoLabel: string | null;
} {
  const store = useCanvasStore();
  const label = useStore(store, (state) => state.label);
  const past = useStore(store.temporal, (state) => state.pastStates.length);
  const future = useStore(store.temporal, (state) => state.futureStates.at(-1)?.label);
  const locked = useStore(store, (state) => state.locked);
  return {
    undo: () => travel(store, "undo"),
    redo: () => travel(store, "redo"),
    undoLabel: past > 0 && !locked ? label : null,
    redoLabel: locked ? null : (future ?? null),
  };
}

/** One step back or forth in the history, which would change what is locked. */
export function travel(store: CanvasStore, direction: "undo" | "redo"): void {
  if (!store.getState().locked) store.temporal.getState()[direction]();
}
