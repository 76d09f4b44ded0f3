"use client";

import type { Edge, Node, XYPosition } from "@xyflow/react";
import { useTranslations } from "next-intl";
import { useDeferredValue, useMemo, useRef } from "react";
import type { CanvasStats } from "#lib/canvas/run-schema.ts";
import type { CanvasDefinition, CanvasProblem } from "#lib/canvas/schema.ts";
import { edgesFor, nodesFor, noteNodes } from "./graph-elements.ts";
import { keepUnchanged } from "./keep-unchanged.ts";
import { type Layout, layoutGraph, layoutKey } from "./layout.ts";
import type { Overlay } from "./simulation-clock.ts";
import { useStepSummary } from "./use-step-summary.ts";

type Shown = {
  document: CanvasDefinition;
  problems: readonly CanvasProblem[];
  stats: CanvasStats | null;
  overlay: Overlay | null;
  editable: boolean;
  marked: ReadonlySet<string>;
  dragged: ReadonlyMap<string, XYPosition>;
};

/**
 * What is drawn. A node stays the same object until something about it changes: selecting one of 200 draws two anew.
 * The drawing follows what is typed beside it as soon as there is time; notes, which are written in it, follow at once.
 */
export function useGraphElements(shown: Shown) {
  const { problems, stats, overlay, editable, marked, dragged } = shown;
  const document = useDeferredValue(shown.document);
  const summaryOf = useStepSummary();
  const t = useTranslations("journeys");
  const placed = useLayout(document);
  const edges = useUnchanged<Edge>(
    useMemo(
      () => edgesFor(document, placed.edges, editable, overlay, t),
      [document, placed, editable, overlay, t],
    ),
  );
  const steps = useUnchanged<Node>(
    useMemo(
      () =>
        nodesFor({
          document,
          placed: placed.nodes,
          edges: placed.edges,
          problems,
          stats,
          overlay,
          editable,
          t,
          summaryOf,
        }),
      [document, placed, problems, stats, overlay, editable, t, summaryOf],
    ),
  );
  const { notes } = shown.document.layout;
  const sticky = useMemo(
    () => noteNodes(notes, dragged, editable, t("stickyNote")),
    [notes, dragged, editable, t],
  );
  const nodes = useMemo(
    () => [...steps.map((node) => (marked.has(node.id) ? { ...node, selected: true } : node)), ...sticky],
    [steps, marked, sticky],
  );
  return { nodes, edges: edges as Edge[], placed: placed.nodes };
}

function useUnchanged<T extends { id: string }>(next: readonly T[]): readonly T[] {
  const before = useRef(next);
  before.current = keepUnchanged(before.current, next);
  return before.current;
}

const REMEMBERED = 20;

/** The layout of a document; words do not move anything, and what is undone looks as it did. */
function useLayout(document: CanvasDefinition): Layout {
  const known = useRef(new Map<string, Layout>());
  return useMemo(() => {
    const key = layoutKey(document);
    const layout = known.current.get(key) ?? layoutGraph(document);
    known.current.delete(key);
    known.current.set(key, layout);
    const [oldest] = known.current.keys();
    if (known.current.size > REMEMBERED && oldest !== undefined) known.current.delete(oldest);
    return layout;
  }, [document]);
}
