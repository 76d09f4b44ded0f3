"use client";

import { useEffect, useRef } from "react";
import { useCanvasStore, useHistory } from "./canvas-store.ts";
import { useCommands, useSelection } from "./commands.tsx";
import { layoutGraph, NODE_WIDTH } from "./layout.ts";
import { readingOrder } from "./outline-rows.ts";
import { useEditorShortcut } from "./use-editor-shortcut.ts";
import { type Direction, walk } from "./walk.ts";

export type EditorKeyActions = {
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
export function useEditorKeys(keys: EditorKeyActions): void {
  const { editable } = keys;
  useStepKeys(keys);
  useEditorShortcut("outline", "o", keys.onToggleView);
  useEditorShortcut("problems", "p", keys.onProblems);
  useEditorShortcut("nextProblem", "F8", keys.onNextProblem);
  useWalkKeys();
  useNoteKey(editable);
  useControlKeys(keys);
  useEscape(keys.onLeave);
}

/** Keys that concern the selected step. */
function useStepKeys({ editable, onEdit, onTest }: EditorKeyActions): void {
  const { ask, placeAfter, removeAll, duplicate } = useCommands();
  const { selected, marked } = useSelection();
  const some = (run: (id: string) => void) => () => (selected ? run(selected) : undefined);
  const key = (name: string) => (editable ? name : null);
  useEditorShortcut("addAfter", key("a"), () => ask({ kind: "add", place: placeAfter(selected) }));
  useEditorShortcut(
    "addBefore",
    key("A"),
    some((id) => ask({ kind: "before", id })),
  );
  useEditorShortcut(
    "addBranch",
    key("b"),
    some((id) => ask({ kind: "branch", id })),
  );
  useEditorShortcut(
    "move",
    key("m"),
    some((id) => ask({ kind: "move", id })),
  );
  useEditorShortcut("duplicate", key("d"), some(duplicate));
  useEditorShortcut("delete", key("Delete"), () => removeAll([...marked]));
  useEditorShortcut("rename", key("F2"), some(onEdit));
  useEditorShortcut("open", "Enter", some(onEdit));
  useEditorShortcut("test", "t", some(onTest));
}

function useWalkKeys(): void {
  const store = useCanvasStore();
  const { reveal } = useCommands();
  const { selected } = useSelection();
  const go = (direction: Direction) => () => reveal(walk(store.getState().document, selected, direction));
  useEditorShortcut("next", "ArrowDown", go("down"));
  useEditorShortcut("previous", "ArrowUp", go("up"));
  useEditorShortcut("left", "ArrowLeft", go("left"));
  useEditorShortcut("right", "ArrowRight", go("right"));
}

/** A note beside the selected step, or beside the beginning. */
function useNoteKey(editable: boolean): void {
  const store = useCanvasStore();
  const { addNote } = useCommands();
  const { selected } = useSelection();
  useEditorShortcut("note", editable ? "n" : null, () => {
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
function useControlKeys({ editable, onSave, onPublish }: EditorKeyActions): void {
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
  const { mark, copy, paste, placeAfter, removeAll } = useCommands();
  const { selected, marked } = useSelection();
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
