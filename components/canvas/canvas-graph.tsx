"use client";

import "@xyflow/react/dist/style.css";
import { useComputedColorScheme } from "@mantine/core";
import {
  Background,
  Controls,
  type Edge,
  MarkerType,
  MiniMap,
  type Node,
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  type XYPosition,
} from "@xyflow/react";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useRef, useState } from "react";
import { useShortcut } from "#components/shell/shortcuts.tsx";
import type { CanvasStats } from "#lib/canvas/run-schema.ts";
import type { CanvasDefinition, CanvasProblem } from "#lib/canvas/schema.ts";
import { useCommands } from "./commands.tsx";
import { entryWords } from "./entry-words.ts";
import { reachable } from "./graph.ts";
import { ENTRY_ID, layoutGraph } from "./layout.ts";
import { NoteNode } from "./note-node.tsx";
import type { StickyNote } from "./notes.ts";
import { readingOrder } from "./outline-rows.ts";
import { PlusEdge } from "./plus-edge.tsx";
import type { Overlay } from "./simulation-clock.ts";
import { EndNode, EntryNode, type StepCounts, StepNode } from "./step-node.tsx";
import { outputsOf } from "./step-outputs.ts";
import { outputWords, stepSummary, stepTitle, type Translate } from "./step-words.ts";

const NO_COUNTS: StepCounts = { entered: 0, here: 0, done: 0, failed: 0, left: 0 };
const NODE_TYPES = { step: StepNode, entry: EntryNode, end: EndNode, note: NoteNode };
const EDGE_TYPES = { plus: PlusEdge };

type GraphProps = {
  document: CanvasDefinition;
  problems: readonly CanvasProblem[];
  /** Shown on the steps instead of buttons for adding. */
  stats?: CanvasStats | null;
  /** The path of simulated people, drawn over the journey. */
  overlay?: Overlay | null;
  editable: boolean;
  /** The entry was clicked. */
  onOpenSettings: () => void;
};

/** The journey drawn top to bottom. Places are computed; nothing has to be tidied by hand. */
export function CanvasGraph(props: GraphProps) {
  return (
    <ReactFlowProvider>
      <Flow {...props} />
    </ReactFlowProvider>
  );
}

function Flow({ document, problems, stats, overlay = null, editable, onOpenSettings }: GraphProps) {
  const t = useTranslations("journeys");
  const scheme = useComputedColorScheme("light");
  const { select, mark, marked, changeNote } = useCommands();
  const [dragged, setDragged] = useState<ReadonlyMap<string, XYPosition>>(new Map());
  const placed = useMemo(() => layoutGraph(document), [document]);
  const edges = useMemo(
    () => edgesFor(document, placed.edges, editable, overlay, t),
    [document, placed, editable, overlay, t],
  );
  const nodes = useMemo(
    () =>
      nodesFor({
        document,
        placed: placed.nodes,
        edges: placed.edges,
        problems,
        stats,
        overlay,
        editable,
        marked,
        t,
      }),
    [document, placed, problems, stats, overlay, editable, marked, t],
  );
  const notes = useMemo(
    () => noteNodes(document.layout.notes, dragged, editable, t("stickyNote")),
    [document.layout.notes, dragged, editable, t],
  );
  useViewKeys();
  useReveal(placed.nodes);
  function onNodesChange(changes: NodeChange[]) {
    const chosen = changes.filter((change) => change.type === "select");
    if (chosen.length > 0) markChanged(chosen);
    for (const change of changes)
      if (change.type === "position" && change.position)
        moveNote(change.id, change.position, change.dragging);
  }
  function markChanged(changes: { id: string; selected: boolean }[]) {
    const known = new Set(document.steps.map((step) => step.id));
    const next = new Set(marked);
    for (const { id, selected } of changes) {
      if (!selected) next.delete(id);
      else if (known.has(id)) next.add(id);
    }
    mark([...next]);
  }
  /** While it is dragged it moves on the screen only; where it is dropped is kept. */
  function moveNote(id: string, position: XYPosition, dragging: boolean | undefined) {
    const noteId = id.slice(NOTE_PREFIX.length);
    setDragged(dragging ? new Map([[noteId, position]]) : new Map());
    if (!dragging) changeNote(noteId, { position });
  }
  return (
    <ReactFlow
      aria-label={t("canvasLabel")}
      nodes={[...nodes, ...notes]}
      edges={edges}
      nodeTypes={NODE_TYPES}
      edgeTypes={EDGE_TYPES}
      colorMode={scheme}
      nodesDraggable={false}
      nodesConnectable={false}
      edgesFocusable={false}
      deleteKeyCode={null}
      onlyRenderVisibleElements={document.steps.length > 60}
      minZoom={0.1}
      maxZoom={1.5}
      fitView
      fitViewOptions={{ maxZoom: 1, padding: 0.15 }}
      onNodesChange={onNodesChange}
      multiSelectionKeyCode={["Control", "Meta"]}
      panOnDrag={[0, 1]}
      onNodeClick={(_, node) => (node.id === ENTRY_ID ? onOpenSettings() : undefined)}
      onPaneClick={() => select(null)}
    >
      <Background gap={20} size={1} />
      <Controls showInteractive={false} position="bottom-left" />
      {document.steps.length > 3 ? (
        <MiniMap
          pannable
          zoomable
          position="bottom-right"
          ariaLabel={t("miniMap")}
          style={{ width: 140, height: 96 }}
        />
      ) : null}
    </ReactFlow>
  );
}

type NodesInput = {
  document: CanvasDefinition;
  placed: ReturnType<typeof layoutGraph>["nodes"];
  edges: ReturnType<typeof layoutGraph>["edges"];
  problems: readonly CanvasProblem[];
  stats: CanvasStats | null | undefined;
  overlay: Overlay | null;
  editable: boolean;
  marked: ReadonlySet<string>;
  t: Translate;
};

function nodesFor(input: NodesInput): Node[] {
  const { document, placed, edges, problems, stats, overlay, editable, marked, t } = input;
  const byId = new Map(document.steps.map((step) => [step.id, step]));
  const openPlaces = new Map(edges.filter((edge) => edge.open).map((edge) => [edge.target, edge]));
  const reached = reachable(document);
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
      return {
        ...base,
        type: "step",
        selected: marked.has(id),
        ariaLabel: `${stepTitle(t, step)}. ${stepSummary(t, step)}`,
        data: {
          step,
          detached: !reached.has(id),
          problem: worstProblem(problems, id),
          counts: countsOf(id),
          leads: overlay === null,
          visited: overlay?.visited.has(id) ?? null,
        },
      };
    }
    const open = openPlaces.get(id);
    if (open) {
      const place = { from: open.source === ENTRY_ID ? null : open.source, output: open.output };
      return { ...base, type: "end", selectable: false, focusable: false, data: { place, editable } };
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

const NOTE_PREFIX = "note:";

function noteNodes(
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

/** Zoom by keys, as in the list under `?`. */
function useViewKeys(): void {
  const t = useTranslations("journeys.keys");
  const { zoomIn, zoomOut, zoomTo, fitView } = useReactFlow();
  useShortcut("+", t("zoomIn"), () => void zoomIn());
  useShortcut("-", t("zoomOut"), () => void zoomOut());
  useShortcut("0", t("fit"), () => void fitView({ maxZoom: 1, padding: 0.15 }));
  useShortcut("1", t("actualSize"), () => void zoomTo(1));
  useShortcut("l", t("tidy"), () => void fitView({ maxZoom: 1, padding: 0.15 }));
}

/** Brings a step that was searched for, or walked to, into view. */
function useReveal(placed: ReturnType<typeof layoutGraph>["nodes"]): void {
  const { revealed } = useCommands();
  const { setCenter, getZoom } = useReactFlow();
  const nodes = useRef(placed);
  nodes.current = placed;
  useEffect(() => {
    const node = nodes.current.find(({ id }) => id === revealed?.id);
    if (node) void setCenter(node.x + node.width / 2, node.y + node.height / 2, { zoom: getZoom() });
  }, [revealed, setCenter, getZoom]);
}

function worstProblem(problems: readonly CanvasProblem[], stepId: string): "error" | "warning" | null {
  const own = problems.filter((problem) => problem.step_id === stepId).map((problem) => problem.severity);
  if (own.includes("error")) return "error";
  return own.includes("warning") ? "warning" : null;
}

function edgesFor(
  document: CanvasDefinition,
  placed: ReturnType<typeof layoutGraph>["edges"],
  editable: boolean,
  overlay: Overlay | null,
  t: Translate,
): Edge[] {
  const byId = new Map(document.steps.map((step) => [step.id, step]));
  return placed.map(({ id, source, output, target, open }): Edge => {
    const step = byId.get(source);
    const people = overlay ? peopleOn(overlay, source, output) : null;
    const way = step && outputsOf(step).find((candidate) => candidate.key === output);
    return {
      id,
      source,
      target,
      type: "plus",
      markerEnd: { type: MarkerType.ArrowClosed },
      data: {
        place: { from: source === ENTRY_ID ? null : source, output },
        label: way ? outputWords(t, way) : "",
        people,
        insert: editable && !open,
      },
    };
  });
}

function peopleOn(overlay: Overlay, source: string, output: string): number {
  return source === ENTRY_ID ? overlay.entered : (overlay.taken.get(`${source}/${output}`) ?? 0);
}
