"use client";

import { useEditorShortcut } from "./use-editor-shortcut.ts";

/** Handled by the browser, by the canvas or together with Ctrl: listed under `?` like all others. */
const LISTED = {
  reading: "Tab / Shift Tab",
  clipboard: "Ctrl C / X / V",
  all: "Ctrl A",
  undo: "Ctrl Z",
  redo: "Ctrl Shift Z",
  save: "Ctrl S",
  publish: "Ctrl Shift P",
  pan: "Space",
  several: "Shift",
} as const;

export function ListedKeys() {
  return (Object.keys(LISTED) as (keyof typeof LISTED)[]).map((name) => <ListedKey key={name} name={name} />);
}

function ListedKey({ name }: { name: keyof typeof LISTED }) {
  useEditorShortcut(name, LISTED[name], () => {});
  return null;
}
