"use client";

import { useTranslations } from "next-intl";
import { useShortcut } from "#components/shell/shortcuts.tsx";

/** The keys of the editor as they stand under `?`: by what one wants, the most used first. */
const GROUPS = {
  walk: ["next", "previous", "left", "right", "reading", "open"],
  step: ["addAfter", "addBefore", "addBranch", "move", "duplicate", "delete", "rename", "test"],
  edit: ["several", "all", "clipboard", "undo", "redo"],
  view: ["outline", "zoomIn", "zoomOut", "fit", "actualSize", "tidy", "pan", "note"],
  journey: ["problems", "nextProblem", "save", "publish"],
} as const;

type Group = keyof typeof GROUPS;
export type EditorKey = (typeof GROUPS)[Group][number];

const PLACES = new Map(
  (Object.keys(GROUPS) as Group[]).flatMap((group, at) =>
    GROUPS[group].map(
      (name, index) => [name as EditorKey, { group, order: (at + 1) * 100 + index }] as const,
    ),
  ),
);

/** A key of the editor, listed under its heading. `null` turns it off. */
export function useEditorShortcut(name: EditorKey, keys: string | null, run: () => void): void {
  const t = useTranslations("journeys.keys");
  const place = PLACES.get(name);
  useShortcut(keys, t(name), run, place && { group: t(`groups.${place.group}`), order: place.order });
}
