"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { useShortcut } from "#components/shell/shortcuts.tsx";
import { useCanvasStore, useHistory } from "./canvas-store.ts";
import { useCommands } from "./commands.tsx";
import { layoutGraph, NODE_WIDTH } from "./layout.ts";
import { readingOrder } from "./outline-rows.ts";
import { type Direction, walk } from "./walk.ts";

type EditorKeys = {
  editable: boolean;
  onToggleView: () => void;
  /** Puts the focus into the inspector. */
  onEdit: () => void;
  /** Puts the focus on the preview of the selected step. */
  onTest: () => void;
  /** Back from the inspector to the journey. */
  onLeave: () => void;
  onSave: () => void;
  onProblems: () => void;
  onNextProblem: () => void;
  onPublish: () => void;
};

/** The key map of the editor; each key is listed under `?`. */
export function useEditorKeys(keys: EditorKeys): void {
  const t = useTranslations("journeys.keys");
  const { editable } = keys;
  useStepKeys(keys);
  useShortcut("o", t("outline"), keys.onToggleView);
  useShortcut("p", t("problems"), keys.onProblems);
  useShortcut("F8", t("nextProblem"), keys.onNextProblem);
  useWalkKeys();
  useNoteKey(editable);
  useControlKeys(keys);
  useEscape(keys.onLeave);
}

/** Keys that concern the selected step. */
function useStepKeys({ editable, onEdit, onTest }: EditorKeys): void {
  const t = useTranslations("journeys.keys");
  const { selected, marked, ask, placeAfter, removeAll, duplicate } = useCommands();
  const some = (run: (id: string) => void) => () => (selected ? run(selected) : undefined);
  const key = (name: string) => (editable ? name : null);
  useShortcut(key("a"), t("addAfter"), () => ask({ kind: "add", place: placeAfter(selected) }));
  useShortcut(
    key("A"),
    t("addBefore"),
    some((id) => ask({ kind: "before", id })),
  );
  useShortcut(
    key("b"),
    t("addBranch"),
    some((id) => ask({ kind: "branch", id })),
  );
  useShortcut(
    key("m"),
    t("move"),
    some((id) => ask({ kind: "move", id })),
  );
  useShortcut(key("d"), t("duplicate"), some(duplicate));
  useShortcut(key("Delete"), t("delete"), () => removeAll([...marked]));
  useShortcut(key("F2"), t("rename"), some(onEdit));
  useShortcut("Enter", t("open"), some(onEdit));
  useShortcut("t", t("test"), some(onTest));
}

function useWalkKeys(): void {
  const t = useTranslations("journeys.keys");
  const store = useCanvasStore();
  const { selected, reveal } = useCommands();
  const go = (direction: Direction) => () => reveal(walk(store.getState().document, selected, direction));
  useShortcut("ArrowDown", t("next"), go("down"));
  useShortcut("ArrowUp", t("previous"), go("up"));
  useShortcut("ArrowLeft", t("left"), go("left"));
  useShortcut("ArrowRight", t("right"), go("right"));
}

/** A note beside the selected step, or beside the beginning. */
function useNoteKey(editable: boolean): void {
  const t = useTranslations("journeys.keys");
  const store = useCanvasStore();
  const { selected, addNote } = useCommands();
  useShortcut(editable ? "n" : null, t("note"), () => {
    const placed = layoutGraph(store.getState().document).nodes;
    const beside = placed.find((node) => node.id === selected) ?? placed[0];
    const id = addNote({ x: (beside?.x ?? 0) + NODE_WIDTH + 32, y: beside?.y ?? 0 });
    setTimeout(() => document.querySelector<HTMLElement>(`[data-note="${CSS.escape(id)}"]`)?.focus(), 80);
  });
}

/** From a form back to the journey; there, the selection is cleared. Whatever lies on top is closed first, by itself. */
function useEscape(onLeave: () => void): void {
  const { select } = useCommands();
  const run = useRef({ onLeave, select });
  run.current = { onLeave, select };
  useEffect(() => {
    // Before the editors of templates, which keep Escape to themselves.
    function onKeyDown(event: KeyboardEvent) {
      if (event.key !== "Escape" || somethingOnTop()) return;
      const inForm = event.target instanceof HTMLElement && event.target.closest("aside, textarea") !== null;
      if (inForm) run.current.onLeave();
      else run.current.select(null);
    }
    document.addEventListener("keydown", onKeyDown, true);
    return () => document.removeEventListener("keydown", onKeyDown, true);
  }, []);
}

const ON_TOP = "[role=dialog], [role=alertdialog], [role=menu], [role=listbox], .cm-tooltip-autocomplete";

/** Lists of choices stay in the page when they are closed; only what is seen counts. */
function somethingOnTop(): boolean {
  return [...document.querySelectorAll(ON_TOP)].some((element) => element.checkVisibility());
}

/** Undo, redo, copy, cut, paste, select all, save, publish: with Ctrl or Cmd, silent in fields where they mean something else. */
function useControlKeys({ editable, onSave, onPublish }: EditorKeys): void {
  const act = useControlActions(editable);
  const run = useRef<(event: KeyboardEvent, key: string) => boolean>(() => false);
  run.current = (event, key) => {
    if (key === "s") onSave();
    else if (key === "p" && event.shiftKey) onPublish();
    else return !isTyping(event) && act(key, event.shiftKey);
    return true;
  };
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const control = (event.ctrlKey || event.metaKey) && !event.altKey;
      if (control && run.current(event, event.key.toLowerCase())) event.preventDefault();
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}

function isTyping({ target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest("input, textarea, select, [role=dialog]") !== null;
}

function useControlActions(editable: boolean): (key: string, shift: boolean) => boolean {
  const store = useCanvasStore();
  const { undo, redo } = useHistory();
  const { selected, marked, mark, copy, paste, placeAfter, removeAll } = useCommands();
  const ids = [...marked];
  const all: Record<string, (shift: boolean) => unknown> = {
    a: () => mark(readingOrder(store.getState().document)),
    ...(ids.length > 0 ? { c: () => copy(ids) } : {}),
  };
  const writing: typeof all = {
    z: (shift) => (shift ? redo : undo)(),
    y: redo,
    v: () => paste(placeAfter(selected)),
    ...(ids.length > 0 ? { x: () => copy(ids).then(() => removeAll(ids)) } : {}),
  };
  return (key, shift) => {
    const action = all[key] ?? (editable ? writing[key] : undefined);
    // Text that is marked on the page is what somebody wants to copy.
    if (!action || (key === "c" && window.getSelection()?.toString())) return false;
    action(shift);
    return true;
  };
}
