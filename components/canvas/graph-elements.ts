/** The nodes and edges of the canvas, from what is drawn on it. */
import { type Edge, MarkerType, type Node, type XYPosition } from "@xyflow/react";
import type { CanvasStats } from "#lib/canvas/run-schema.ts";
import type { CanvasDefinition, CanvasProblem } from "#lib/canvas/schema.ts";
import type { Step } from "#lib/canvas/step-schema.ts";
import { entryWords } from "./entry-words.ts";
import { reachable } from "./graph.ts";
import { ENTRY_ID, type layoutGraph } from "./layout.ts";
import type { StickyNote } from "./notes.ts";
import { readingOrder } from "./outline-rows.ts";
import type { Overlay } from "./simulation-clock.ts";
import type { StepCounts } from "./step-node.tsx";
import { outputsOf } from "./step-outputs.ts";
import { outputWords, stepTitle, type Translate } from "./step-words.ts";

const NO_COUNTS: StepCounts = { entered: 0, here: 0, done: 0, failed: 0, left: 0 };

type NodesInput = {
  document: CanvasDefinition;
  placed: ReturnType<typeof layoutGraph>["nodes"];
  edges: ReturnType<typeof layoutGraph>["edges"];
  problems: readonly CanvasProblem[];
  stats: CanvasStats | null | undefined;
  overlay: Overlay | null;
  editable: boolean;
  t: Translate;
  summaryOf: (step: Step) => string;
};

export function nodesFor(input: NodesInput): Node[] {
  const { document, placed, edges, problems, stats, overlay, editable, t, summaryOf } = input;
  const byId = new Map(document.steps.map((step) => [step.id, step]));
  const openPlaces = new Map(edges.filter((edge) => edge.open).map((edge) => [edge.target, edge]));
  const reached = reachable(document);
  const worst = worstProblems(problems);
  const counts = new Map(stats?.steps.map((step): [string, StepCounts] => [step.step, step]));
  const countsOf = (id: string): StepCounts | null => {
    if (overlay)
      return {
        entered: overlay.visited.get(id) ?? 0,
        here: overlay.here.get(id) ?? 0,
        done: 0,
        failed: 0,
        left: 0,
      };
    return stats ? (counts.get(id) ?? NO_COUNTS) : null;
  };
  return inReadingOrder(document, placed).map(({ id, x, y, width, height }): Node => {
    const base = { id, position: { x, y }, width, height, initialWidth: width, initialHeight: height };
    const step = byId.get(id);
    if (step) {
      const summary = summaryOf(step);
      return {
        ...base,
        type: "step",
        ariaLabel: `${stepTitle(t, step)}. ${summary}`,
        data: {
          step,
          summary,
          detached: !reached.has(id),
          problem: worst.get(id) ?? null,
          counts: countsOf(id),
          leads: overlay === null,
          visited: overlay?.visited.has(id) ?? null,
        },
      };
    }
    const open = openPlaces.get(id);
    if (open) {
      const place = { from: open.source === ENTRY_ID ? null : open.source, output: open.output };
      const name = nameOf(t, byId.get(open.source));
      return { ...base, type: "end", selectable: false, focusable: false, data: { place, name, editable } };
    }
    return {
      ...base,
      type: "entry",
      ariaLabel: `${t("entry")}. ${entryWords(t, document.entry)}`,
      data: { words: entryWords(t, document.entry) },
    };
  });
}

/** Tab goes from step to step as a reader would. */
function inReadingOrder(document: CanvasDefinition, placed: NodesInput["placed"]): NodesInput["placed"] {
  const order = new Map(readingOrder(document).map((id, index) => [id, index]));
  const rank = (id: string): number => order.get(id) ?? (id === ENTRY_ID ? -1 : order.size);
  return placed.toSorted((a, b) => rank(a.id) - rank(b.id));
}

const ARROW = { type: MarkerType.ArrowClosed };

export const NOTE_PREFIX = "note:";

export function noteNodes(
  notes: readonly StickyNote[],
  dragged: ReadonlyMap<string, XYPosition>,
  editable: boolean,
  label: string,
): Node[] {
  return notes.map((note) => ({
    id: `${NOTE_PREFIX}${note.id}`,
    type: "note",
    position: dragged.get(note.id) ?? note.position,
    width: note.size?.width ?? 208,
    height: note.size?.height ?? 116,
    draggable: editable,
    selectable: false,
    focusable: false,
    ariaLabel: label,
    data: { note, editable },
  }));
}

function worstProblems(problems: readonly CanvasProblem[]): Map<string, "error" | "warning"> {
  const worst = new Map<string, "error" | "warning">();
  for (const { step_id: id, severity } of problems) {
    if (id === null || severity === "info" || worst.get(id) === "error") continue;
    worst.set(id, severity);
  }
  return worst;
}

/** What a way out leaves, in words. */
function nameOf(t: Translate, step: Step | undefined): string {
  return step ? stepTitle(t, step) : t("entry");
}

export function edgesFor(
  document: CanvasDefinition,
  placed: ReturnType<typeof layoutGraph>["edges"],
  editable: boolean,
  overlay: Overlay | null,
  t: Translate,
): Edge[] {
  const byId = new Map(document.steps.map((step) => [step.id, step]));
  return placed.map(({ id, source, output, target, open, route }): Edge => {
    const step = byId.get(source);
    const people = overlay ? peopleOn(overlay, source, output) : null;
    const way = step && outputsOf(step).find((candidate) => candidate.key === output);
    return {
      id,
      source,
      target,
      type: "plus",
      markerEnd: ARROW,
      data: {
        place: { from: source === ENTRY_ID ? null : source, output },
        name: nameOf(t, step),
        label: way ? outputWords(t, way) : "",
        people,
        insert: editable && !open,
        route,
      },
    };
  });
}

function peopleOn(overlay: Overlay, source: string, output: string): number {
  return source === ENTRY_ID ? overlay.entered : (overlay.taken.get(`${source}/${output}`) ?? 0);
}
