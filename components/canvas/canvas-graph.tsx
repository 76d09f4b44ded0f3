"use client";

import "@xyflow/react/dist/style.css";
import { useComputedColorScheme } from "@mantine/core";
import {
  Background,
  Controls,
  MiniMap,
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
import { edgesFor, NOTE_PREFIX, nodesFor, noteNodes } from "./graph-elements.ts";
import { ENTRY_ID, layoutGraph } from "./layout.ts";
import { NoteNode } from "./note-node.tsx";
import { PlusEdge } from "./plus-edge.tsx";
import type { Overlay } from "./simulation-clock.ts";
import { EndNode, EntryNode, StepNode } from "./step-node.tsx";

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
