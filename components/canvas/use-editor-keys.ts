"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { useShortcut } from "#components/shell/shortcuts.tsx";
import { useCanvasStore, useHistory } from "./canvas-store.ts";
import { useCommands } from "./commands.tsx";
import { readingOrder } from "./outline-rows.ts";

type EditorKeys = {
  onToggleView: () => void;
  onEdit: () => void;
  onSave: () => void;
  onProblems: () => void;
};

/** The key map of the editor; each key is listed under `?`. */
export function useEditorKeys({ onToggleView, onEdit, onSave, onProblems }: EditorKeys): void {
  const t = useTranslations("journeys.keys");
  const store = useCanvasStore();
  const { selected, select, ask, placeAfter, remove, duplicate } = useCommands();
  const some = (run: (id: string) => void) => () => (selected ? run(selected) : undefined);
  function walk(by: 1 | -1) {
    const order = readingOrder(store.getState().document);
    const index = selected ? order.indexOf(selected) : -1;
    select(order[Math.max(0, Math.min(order.length - 1, index + by))] ?? null);
  }
  useShortcut("a", t("addAfter"), () => ask({ kind: "add", place: placeAfter(selected) }));
  useShortcut(
    "A",
    t("addBefore"),
    some((id) => ask({ kind: "before", id })),
  );
  useShortcut(
    "m",
    t("move"),
    some((id) => ask({ kind: "move", id })),
  );
  useShortcut("d", t("duplicate"), some(duplicate));
  useShortcut("Delete", t("delete"), some(remove));
  useShortcut("F2", t("rename"), some(onEdit));
  useShortcut("o", t("outline"), onToggleView);
  useShortcut("p", t("problems"), onProblems);
  useShortcut("ArrowDown", t("next"), () => walk(1));
  useShortcut("ArrowUp", t("previous"), () => walk(-1));
  useControlKeys(onSave);
}

/** Undo, redo, copy, paste, save: with Ctrl or Cmd, silent in fields where they mean something else. */
function useControlKeys(onSave: () => void): void {
  const { undo, redo } = useHistory();
  const { selected, copy, paste, placeAfter, remove } = useCommands();
  const run = useRef<(key: string, shift: boolean) => boolean>(() => false);
  const actions: Record<string, (shift: boolean) => unknown> = {
    z: (shift) => (shift ? redo : undo)(),
    y: redo,
    v: () => paste(placeAfter(selected)),
    ...(selected === null
      ? {}
      : { c: () => copy(selected), x: () => copy(selected).then(() => remove(selected)) }),
  };
  run.current = (key, shift) => {
    const action = actions[key];
    // Text that is marked on the page is what somebody wants to copy.
    if (!action || (key === "c" && window.getSelection()?.toString())) return false;
    action(shift);
    return true;
  };
  const save = useRef(onSave);
  save.current = onSave;
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const inField =
        event.target instanceof HTMLElement &&
        (event.target.isContentEditable || event.target.closest("input, textarea, select") !== null);
      const key = event.key.toLowerCase();
      if (key === "s") save.current();
      else if (inField || !run.current(key, event.shiftKey)) return;
      event.preventDefault();
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
