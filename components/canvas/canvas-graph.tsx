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
  ReactFlow,
  ReactFlowProvider,
} from "@xyflow/react";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { CanvasStats } from "#lib/canvas/run-schema.ts";
import type { CanvasDefinition, CanvasProblem } from "#lib/canvas/schema.ts";
import { useCommands } from "./commands.tsx";
import { entryWords } from "./entry-words.ts";
import { reachable } from "./graph.ts";
import { ENTRY_ID, layoutGraph } from "./layout.ts";
import { PlusEdge } from "./plus-edge.tsx";
import { EndNode, EntryNode, type StepCounts, StepNode } from "./step-node.tsx";
import { outputsOf } from "./step-outputs.ts";
import { outputWords, stepSummary, stepTitle, type Translate } from "./step-words.ts";

const NODE_TYPES = { step: StepNode, entry: EntryNode, end: EndNode };
const EDGE_TYPES = { plus: PlusEdge };

type GraphProps = {
  document: CanvasDefinition;
  problems: readonly CanvasProblem[];
  /** Shown on the steps instead of buttons for adding. */
  stats?: CanvasStats | null;
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

function Flow({ document, problems, stats, editable, onOpenSettings }: GraphProps) {
  const t = useTranslations("journeys");
  const scheme = useComputedColorScheme("light");
  const { select, selected } = useCommands();
  const placed = useMemo(() => layoutGraph(document), [document]);
  const edges = useMemo(() => edgesFor(document, placed.edges, editable, t), [document, placed, editable, t]);
  const nodes = useMemo(
    () =>
      nodesFor({
        document,
        placed: placed.nodes,
        edges: placed.edges,
        problems,
        stats,
        editable,
        selected,
        t,
      }),
    [document, placed, problems, stats, editable, selected, t],
  );
  return (
    <ReactFlow
      aria-label={t("canvasLabel")}
      nodes={nodes}
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
      onNodesChange={(changes) => {
        const chosen = changes.find((change) => change.type === "select" && change.selected);
        if (chosen && "id" in chosen && document.steps.some((step) => step.id === chosen.id))
          select(chosen.id);
      }}
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
  editable: boolean;
  selected: string | null;
  t: Translate;
};

function nodesFor({ document, placed, edges, problems, stats, editable, selected, t }: NodesInput): Node[] {
  const byId = new Map(document.steps.map((step) => [step.id, step]));
  const openPlaces = new Map(edges.filter((edge) => edge.open).map((edge) => [edge.target, edge]));
  const reached = reachable(document);
  const counts = new Map(stats?.steps.map((step): [string, StepCounts] => [step.step, step]));
  return placed.map(({ id, x, y, width, height }): Node => {
    const base = { id, position: { x, y }, width, height, initialWidth: width, initialHeight: height };
    const step = byId.get(id);
    if (step) {
      return {
        ...base,
        type: "step",
        selected: id === selected,
        ariaLabel: `${stepTitle(t, step)}. ${stepSummary(t, step)}`,
        data: {
          step,
          detached: !reached.has(id),
          problem: worstProblem(problems, id),
          counts: stats ? (counts.get(id) ?? { entered: 0, here: 0, failed: 0 }) : null,
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

function worstProblem(problems: readonly CanvasProblem[], stepId: string): "error" | "warning" | null {
  const own = problems.filter((problem) => problem.step_id === stepId).map((problem) => problem.severity);
  if (own.includes("error")) return "error";
  return own.includes("warning") ? "warning" : null;
}

function edgesFor(
  document: CanvasDefinition,
  placed: ReturnType<typeof layoutGraph>["edges"],
  editable: boolean,
  t: Translate,
): Edge[] {
  const byId = new Map(document.steps.map((step) => [step.id, step]));
  return placed.map(({ id, source, output, target, open }): Edge => {
    const step = byId.get(source);
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
        insert: editable && !open,
      },
    };
  });
}
