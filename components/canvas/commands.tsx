"use client";

import { useTranslations } from "next-intl";
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import type { Did } from "#lib/canvas/run-schema.ts";
import type { StepType } from "#lib/canvas/step-schema.ts";
import { type CanvasStore, useCanvasStore } from "./canvas-store.ts";
import { readClipboard, writeClipboard } from "./clipboard.ts";
import {
  addBefore,
  addStep,
  copySteps,
  duplicateStep,
  moveStep,
  type Place,
  pasteSteps,
  removeStep,
  removeSteps,
  START,
  shiftStep,
  stepById,
} from "./graph.ts";
import { addNote, changeNote, removeNote, type StickyNote } from "./notes.ts";
import { readingOrder } from "./outline-rows.ts";
import { outputsOf } from "./step-outputs.ts";
import { stepTitle, type Translate } from "./step-words.ts";

/** Which dialog is open, and what it is about. */
export type Asking =
  | { kind: "add"; place: Place }
  | { kind: "before"; id: string }
  | { kind: "branch"; id: string }
  | { kind: "delete"; id: string }
  | { kind: "deleteMany"; ids: string[] }
  | { kind: "move"; id: string }
  | null;

/** What is marked; changes with every click. */
type Selection = {
  /** The step the inspector shows. */
  selected: string | null;
  /** All that are marked, the selected one among them. */
  marked: ReadonlySet<string>;
  /** The step to bring into view. */
  revealed: { id: string; at: number } | null;
};

/** Everything one can do. Stays the same object, so that a step is drawn anew only when it changed itself. */
export type Commands = ReturnType<typeof commandsFor> & {
  select: (id: string | null) => void;
  /** Marks exactly these; the last one is the selected one. */
  mark: (ids: readonly string[]) => void;
  /** Selects a step and brings it into view. */
  reveal: (id: string | null) => void;
  ask: (asking: Asking) => void;
  /** Leads from a number of a step to the people behind it. */
  showPeople: (stepId: string, did: Did) => void;
};

const CommandContext = createContext<Commands | null>(null);
const SelectionContext = createContext<Selection | null>(null);
const AskingContext = createContext<Asking>(null);

export function useCommands(): Commands {
  const commands = useContext(CommandContext);
  if (!commands) throw new Error("CommandProvider is missing.");
  return commands;
}

export function useSelection(): Selection {
  const selection = useContext(SelectionContext);
  if (!selection) throw new Error("CommandProvider is missing.");
  return selection;
}

/** The question that is open. */
export function useAsking(): Asking {
  return useContext(AskingContext);
}

type ProviderProps = {
  selected: string | null;
  /** Both stay the same function. */
  select: (id: string | null) => void;
  onShowPeople: (did: Did) => void;
  children: ReactNode;
};

/** Everything one can do to a journey, the same from canvas, outline and keyboard. */
export function CommandProvider({ selected, select: choose, onShowPeople, children }: ProviderProps) {
  const store = useCanvasStore();
  const t = useTranslations("journeys");
  const [asking, ask] = useState<Asking>(null);
  const [others, setOthers] = useState<readonly string[]>([]);
  const [revealed, setRevealed] = useState<Selection["revealed"]>(null);
  const commands = useMemo((): Commands => {
    const mark = (ids: readonly string[]): void => {
      setOthers(ids.length > 1 ? ids : []);
      choose(ids.at(-1) ?? null);
    };
    const select = (id: string | null): void => mark(id === null ? [] : [id]);
    const reveal = (id: string | null): void => {
      select(id);
      if (id !== null) setRevealed({ id, at: Date.now() });
    };
    const showPeople = (stepId: string, did: Did): void => {
      select(stepId);
      onShowPeople(did);
    };
    return { ...commandsFor(store, t, mark, ask), mark, select, reveal, ask, showPeople };
  }, [store, t, choose, onShowPeople]);
  const selection = useMemo(
    (): Selection => ({
      selected,
      marked: new Set(others.length > 0 ? others : selected ? [selected] : []),
      revealed,
    }),
    [selected, others, revealed],
  );
  return (
    <CommandContext value={commands}>
      <SelectionContext value={selection}>
        <AskingContext value={asking}>{children}</AskingContext>
      </SelectionContext>
    </CommandContext>
  );
}

function commandsFor(
  store: CanvasStore,
  t: Translate,
  mark: (ids: readonly string[]) => void,
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
    mark([added.id]);
    ask(null);
  };
  /** The place right behind a step, or the beginning. */
  const placeAfter = (id: string | null): Place => {
    const step = stepById(current(), id);
    const output = step && outputsOf(step)[0];
    return id && output ? { from: id, output: output.key } : START;
  };
  const removeOne = (id: string): void => {
    const step = stepById(current(), id);
    if (!step) return;
    if (outputsOf(step).length > 1) {
      ask({ kind: "delete", id });
      return;
    }
    const order = readingOrder(current());
    change({ label: t("undo.delete", { name: title(id) }) }, (document) => removeStep(document, id));
    const before = order[order.indexOf(id) - 1];
    mark(before === undefined ? [] : [before]);
  };
  return {
    placeAfter,
    title,
    add: (type: StepType, place: Place) =>
      put(t("undo.add", { name: t(`kinds.${type}`) }), addStep(current(), type, place)),
    addBefore: (type: StepType, id: string) =>
      put(t("undo.add", { name: t(`kinds.${type}`) }), addBefore(current(), type, id)),
    /** Asks on branches and for several at once, deletes a single step otherwise. */
    remove: (id: string) => removeOne(id),
    removeAll: (ids: readonly string[]) => {
      const [only] = ids;
      if (only && ids.length === 1) removeOne(only);
      else if (ids.length > 1) ask({ kind: "deleteMany", ids: [...ids] });
    },
    removeMarked: (ids: readonly string[]) => {
      change({ label: t("undo.deleteMany", { count: ids.length }) }, (document) =>
        removeSteps(document, ids),
      );
      mark([]);
      ask(null);
    },
    removeKeeping: (id: string, keep: string | null) => {
      change({ label: t("undo.delete", { name: title(id) }) }, (document) => removeStep(document, id, keep));
      mark([]);
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
    copy: (ids: readonly string[]) => writeClipboard(copySteps(current(), ids)),
    paste: async (place: Place) => {
      const pasted = pasteSteps(current(), await readClipboard(), place);
      if (!pasted) return;
      change({ label: t("undo.paste", { count: pasted.ids.length }) }, () => pasted.graph);
      mark(pasted.ids);
    },
    addNote: (position: StickyNote["position"]): string => {
      const added = addNote(current(), position);
      change({ label: t("undo.addNote") }, () => added.document);
      return added.id;
    },
    changeNote: (id: string, part: Partial<Pick<StickyNote, "text" | "position">>) =>
      change({ label: t("undo.editNote"), key: `note ${id}` }, (document) => changeNote(document, id, part)),
    removeNote: (id: string) =>
      change({ label: t("undo.deleteNote") }, (document) => removeNote(document, id)),
  };
}
