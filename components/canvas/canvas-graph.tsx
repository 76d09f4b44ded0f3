"use client";

import "@xyflow/react/dist/style.css";
import { useComputedColorScheme } from "@mantine/core";
import {
  Background,
  Controls,
  type FitViewOptions,
  type Node,
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
  type XYPosition,
} from "@xyflow/react";
import { useTranslations } from "next-intl";
import { memo, useCallback, useEffect, useRef, useState } from "react";
import type { CanvasStats } from "#lib/canvas/run-schema.ts";
import type { CanvasDefinition, CanvasProblem } from "#lib/canvas/schema.ts";
import classes from "./canvas.module.css";
import { useCommands, useSelection } from "./commands.tsx";
import { NOTE_PREFIX } from "./graph-elements.ts";
import { ENTRY_ID, type Layout } from "./layout.ts";
import { NoteNode } from "./note-node.tsx";
import { OverviewMap } from "./overview-map.tsx";
import { PlusEdge } from "./plus-edge.tsx";
import type { Overlay } from "./simulation-clock.ts";
import { EndNode, EntryNode, StepNode } from "./step-node.tsx";
import { useEditorShortcut } from "./use-editor-shortcut.ts";
import { useGraphElements } from "./use-graph-elements.ts";

const NODE_TYPES = { step: StepNode, entry: EntryNode, end: EndNode, note: NoteNode };
const EDGE_TYPES = { plus: PlusEdge };
// The same objects in every render: the library compares them.
const FIT = { maxZoom: 1, padding: 0.15 };
const MULTI_SELECTION_KEYS = ["Control", "Meta"];
const PAN_BUTTONS = [0, 1];
/** More steps than this are only there while they are on the screen, without dots behind them, which movement paints anew. */
const MANY = 60;
/** Words cannot be read from so far away. */
const FAR_ZOOM = 0.3;
/** Of a journey taller than this only the beginning is shown at first, so that it can be read. */
const TALL = 3_000;
const BEGINNING = 900;
const NONE_DRAGGED: ReadonlyMap<string, XYPosition> = new Map();

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
export const CanvasGraph = memo(function CanvasGraph(props: GraphProps) {
  return (
    <ReactFlowProvider>
      <Flow {...props} />
    </ReactFlowProvider>
  );
});

function Flow({ document, problems, stats = null, overlay = null, editable, onOpenSettings }: GraphProps) {
  const t = useTranslations("journeys");
  const scheme = useComputedColorScheme("light");
  const { select } = useCommands();
  const { marked } = useSelection();
  const [dragged, setDragged] = useState<ReadonlyMap<string, XYPosition>>(NONE_DRAGGED);
  const { nodes, edges, placed } = useGraphElements({
    document,
    problems,
    stats,
    overlay,
    editable,
    marked,
    dragged,
  });
  const onNodesChange = useNodeChanges(document, marked, setDragged);
  const far = useStore((state) => state.transform[2] < FAR_ZOOM);
  const [first] = useState(() => firstView(placed));
  useViewKeys();
  useReveal(placed);
  return (
    <ReactFlow
      aria-label={t("canvasLabel")}
      className={far ? classes.far : undefined}
      nodes={nodes}
      edges={edges}
      nodeTypes={NODE_TYPES}
      edgeTypes={EDGE_TYPES}
      colorMode={scheme}
      nodesDraggable={false}
      nodesConnectable={false}
      edgesFocusable={false}
      deleteKeyCode={null}
      onlyRenderVisibleElements={document.steps.length > MANY}
      minZoom={0.1}
      maxZoom={1.5}
      fitView
      fitViewOptions={first}
      onNodesChange={onNodesChange}
      multiSelectionKeyCode={MULTI_SELECTION_KEYS}
      panOnDrag={PAN_BUTTONS}
      onNodeClick={useCallback(
        (_: unknown, node: Node) => (node.id === ENTRY_ID ? onOpenSettings() : undefined),
        [onOpenSettings],
      )}
      onPaneClick={useCallback(() => select(null), [select])}
    >
      {document.steps.length > MANY ? null : <Background gap={20} size={1} />}
      <Controls showInteractive={false} position="bottom-left" fitViewOptions={FIT} />
      {document.steps.length > 3 ? <OverviewMap nodes={placed} /> : null}
    </ReactFlow>
  );
}

/** The whole journey, or the beginning of one that would be too small to read. */
function firstView(placed: Layout["nodes"]): FitViewOptions {
  const bottom = Math.max(...placed.map((node) => node.y + node.height));
  if (bottom < TALL) return FIT;
  return { ...FIT, nodes: placed.filter((node) => node.y + node.height < BEGINNING) };
}

type SetDragged = (dragged: ReadonlyMap<string, XYPosition>) => void;

/** What is selected on the canvas is marked; a note that is dragged moves. The handler stays the same function. */
function useNodeChanges(document: CanvasDefinition, marked: ReadonlySet<string>, setDragged: SetDragged) {
  const { mark, changeNote } = useCommands();
  const latest = useRef({ document, marked });
  latest.current = { document, marked };
  return useCallback(
    (changes: NodeChange[]) => {
      const chosen = changes.filter((change) => change.type === "select");
      if (chosen.length > 0) mark(markedAfter(latest.current, chosen));
      for (const change of changes) {
        if (change.type !== "position" || !change.position) continue;
        // While it is dragged it moves on the screen only; where it is dropped is kept.
        const noteId = change.id.slice(NOTE_PREFIX.length);
        setDragged(change.dragging ? new Map([[noteId, change.position]]) : NONE_DRAGGED);
        if (!change.dragging) changeNote(noteId, { position: change.position });
      }
    },
    [mark, changeNote, setDragged],
  );
}

function markedAfter(
  { document, marked }: { document: CanvasDefinition; marked: ReadonlySet<string> },
  changes: readonly { id: string; selected: boolean }[],
): string[] {
  const known = new Set(document.steps.map((step) => step.id));
  const next = new Set(marked);
  for (const { id, selected } of changes) {
    if (!selected) next.delete(id);
    else if (known.has(id)) next.add(id);
  }
  return [...next];
}

/** Zoom by keys, as in the list under `?`. */
function useViewKeys(): void {
  const { zoomIn, zoomOut, zoomTo, fitView } = useReactFlow();
  useEditorShortcut("zoomIn", "+", () => void zoomIn());
  useEditorShortcut("zoomOut", "-", () => void zoomOut());
  useEditorShortcut("fit", "0", () => void fitView(FIT));
  useEditorShortcut("actualSize", "1", () => void zoomTo(1));
  useEditorShortcut("tidy", "l", () => void fitView(FIT));
}

/** Brings a step that was searched for, or walked to, into view. */
function useReveal(placed: Layout["nodes"]): void {
  const { revealed } = useSelection();
  const { setCenter, getZoom } = useReactFlow();
  const nodes = useRef(placed);
  nodes.current = placed;
  useEffect(() => {
    const node = nodes.current.find(({ id }) => id === revealed?.id);
    if (node) void setCenter(node.x + node.width / 2, node.y + node.height / 2, { zoom: getZoom() });
  }, [revealed, setCenter, getZoom]);
}
