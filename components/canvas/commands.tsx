"use client";

import { useTranslations } from "next-intl";
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import type { StepType } from "#lib/canvas/step-schema.ts";
import { type CanvasStore, useCanvasStore } from "./canvas-store.ts";
import {
  addBefore,
  addStep,
  copySteps,
  duplicateStep,
  moveStep,
  type Place,
  pasteSteps,
  removeStep,
  START,
  shiftStep,
  stepById,
} from "./graph.ts";
import { readingOrder } from "./outline-rows.ts";
import { outputsOf } from "./step-outputs.ts";
import { stepTitle, type Translate } from "./step-words.ts";

/** Which dialog is open, and what it is about. */
export type Asking =
  | { kind: "add"; place: Place }
  | { kind: "before"; id: string }
  | { kind: "delete"; id: string }
  | { kind: "move"; id: string }
  | null;

export type Commands = ReturnType<typeof commandsFor> & {
  selected: string | null;
  select: (id: string | null) => void;
  asking: Asking;
  ask: (asking: Asking) => void;
};

const CommandContext = createContext<Commands | null>(null);

export function useCommands(): Commands {
  const commands = useContext(CommandContext);
  if (!commands) throw new Error("CommandProvider is missing.");
  return commands;
}

type ProviderProps = { selected: string | null; select: (id: string | null) => void; children: ReactNode };

/** Everything one can do to a journey, the same from canvas, outline and keyboard. */
export function CommandProvider({ selected, select, children }: ProviderProps) {
  const store = useCanvasStore();
  const t = useTranslations("journeys");
  const [asking, ask] = useState<Asking>(null);
  const value = useMemo(
    () => ({ ...commandsFor(store, t, select, ask), selected, select, asking, ask }),
    [store, t, select, selected, asking],
  );
  return <CommandContext value={value}>{children}</CommandContext>;
}

function commandsFor(
  store: CanvasStore,
  t: Translate,
  select: (id: string | null) => void,
  ask: (asking: Asking) => void,
) {
  const { change } = store.getState();
  const current = () => store.getState().document;
  const title = (id: string): string => {
    const step = stepById(current(), id);
    return step ? stepTitle(t, step) : id;
  };
  const put = (label: string, added: { graph: ReturnType<typeof current>; id: string }): void => {
    change({ label }, () => added.graph);
    select(added.id);
    ask(null);
  };
  /** The place right behind a step, or the beginning. */
  const placeAfter = (id: string | null): Place => {
    const step = stepById(current(), id);
    const output = step && outputsOf(step)[0];
    return id && output ? { from: id, output: output.key } : START;
  };
  return {
    placeAfter,
    title,
    add: (type: StepType, place: Place) =>
      put(t("undo.add", { name: t(`kinds.${type}`) }), addStep(current(), type, place)),
    addBefore: (type: StepType, id: string) =>
      put(t("undo.add", { name: t(`kinds.${type}`) }), addBefore(current(), type, id)),
    /** Asks on branches, deletes at once otherwise. */
    remove: (id: string) => {
      const step = stepById(current(), id);
      if (!step) return;
      if (outputsOf(step).length > 1) return ask({ kind: "delete", id });
      const order = readingOrder(current());
      change({ label: t("undo.delete", { name: title(id) }) }, (document) => removeStep(document, id));
      select(order[order.indexOf(id) - 1] ?? null);
    },
    removeKeeping: (id: string, keep: string | null) => {
      change({ label: t("undo.delete", { name: title(id) }) }, (document) => removeStep(document, id, keep));
      select(null);
      ask(null);
    },
    duplicate: (id: string) => {
      const copy = duplicateStep(current(), id);
      if (copy) put(t("undo.duplicate", { name: title(id) }), copy);
    },
    move: (id: string, place: Place) => {
      change({ label: t("undo.move", { name: title(id) }) }, (document) => moveStep(document, id, place));
      ask(null);
    },
    shift: (id: string, by: -1 | 1) =>
      change({ label: t("undo.move", { name: title(id) }) }, (document) => shiftStep(document, id, by)),
    copy: (id: string) => navigator.clipboard.writeText(copySteps(current(), [id])),
    paste: async (place: Place) => {
      const pasted = pasteSteps(current(), await navigator.clipboard.readText(), place);
      if (!pasted) return;
      change({ label: t("undo.paste", { count: pasted.ids.length }) }, () => pasted.graph);
      select(pasted.ids[0] ?? null);
    },
  };
}
