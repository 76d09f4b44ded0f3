"use client";

import { useSelection } from "./commands.tsx";
import { focusStep, focusWhenThere } from "./focus-step.ts";
import { type EditorKeyActions, useEditorKeys } from "./use-editor-keys.ts";

/** Listens to the keys of the editor. On its own, so that a new selection does not draw the whole editor again. */
export function EditorKeys(keys: Omit<EditorKeyActions, "onTest" | "onLeave">) {
  const { selected } = useSelection();
  useEditorKeys({
    ...keys,
    onTest: () => focusWhenThere(() => document.querySelector<HTMLElement>("[data-preview-person]")),
    onLeave: () => focusStep(selected),
  });
  return null;
}
