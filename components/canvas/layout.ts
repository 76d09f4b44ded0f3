/** Where everything stands on the canvas, top to bottom. Pure: same graph, same picture. */
import dagre from "@dagrejs/dagre";
import type { Graph } from "./graph.ts";
import { outputsOf } from "./step-outputs.ts";

export const NODE_WIDTH = 248;
export const NODE_HEIGHT = 76;
export const ENTRY_ID = "entry:start";
const END_SIZE = 28;

export type PlacedNode = { id: string; x: number; y: number; width: number; height: number };
export type PlacedEdge = { id: string; source: string; output: string; target: string; open: boolean };

/** Id of the little "end" behind a way out that leads nowhere. */
export const endId = (from: string, output: string): string => `end:${from}:${output}`;

export type Layout = { nodes: PlacedNode[]; edges: PlacedEdge[] };

/** All that a layout depends on: graphs with the same key look the same. */
export function layoutKey(graph: Graph): string {
  return JSON.stringify([
    graph.start,
    ...graph.steps.map((step) => [step.id, ...outputsOf(step).flatMap(({ key, to }) => [key, to])]),
  ]);
}

/** Nodes and edges with places for the entry, all steps, and an end behind every open way out. */
export function layoutGraph(graph: Graph): Layout {
  const known = new Set(graph.steps.map((step) => step.id));
  const edges = edgesOf(graph, known);
  const layout = new dagre.graphlib.Graph({ multigraph: true });
  layout.setGraph({ rankdir: "TB", nodesep: 36, ranksep: 64, marginx: 24, marginy: 24 });
  layout.setDefaultEdgeLabel(() => ({}));
  layout.setNode(ENTRY_ID, { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const step of graph.steps) layout.setNode(step.id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const edge of edges) {
    if (edge.open) layout.setNode(edge.target, { width: 120, height: END_SIZE });
    layout.setEdge(edge.source, edge.target, {}, edge.id);
  }
  dagre.layout(layout);
  const nodes = layout.nodes().map((id): PlacedNode => {
    const { x, y, width, height } = layout.node(id);
    return { id, x: x - width / 2, y: y - height / 2, width, height };
  });
  return { nodes, edges };
}

function edgesOf(graph: Graph, known: ReadonlySet<string>): PlacedEdge[] {
  const edge = (source: string, output: string, to: string | null): PlacedEdge => {
    const open = to === null || !known.has(to);
    return {
      id: `${source}/${output}`,
      source,
      output,
      target: open ? endId(source, output) : to,
      open,
    };
  };
  return [
    edge(ENTRY_ID, "start", graph.start),
    ...graph.steps.flatMap((step) => outputsOf(step).map((output) => edge(step.id, output.key, output.to))),
  ];
}
