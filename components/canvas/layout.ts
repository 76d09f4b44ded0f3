/** Where everything stands on the canvas, top to bottom. Pure: same graph, same picture. */
import dagre from "@dagrejs/dagre";
import type { Graph } from "./graph.ts";
import { outputsOf } from "./step-outputs.ts";

export const NODE_WIDTH = 248;
export const NODE_HEIGHT = 76;
export const ENTRY_ID = "entry:start";
const END_SIZE = 28;
/** Room for what stands at a way out, so that no label hides another. */
const LABEL = { width: 124, height: 46, labelpos: "c" };

export type PlacedNode = { id: string; x: number; y: number; width: number; height: number };
/** How an edge is drawn, and where its label stands. */
export type Route = { path: string; x: number; y: number };
type LaidEdge = { id: string; source: string; output: string; target: string; open: boolean };
export type PlacedEdge = LaidEdge & { route: Route };

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
  const labelled = new Set(graph.steps.flatMap((step) => (outputsOf(step).length > 1 ? [step.id] : [])));
  const layout = new dagre.graphlib.Graph({ multigraph: true });
  layout.setGraph({ rankdir: "TB", nodesep: 36, ranksep: 64, marginx: 24, marginy: 24 });
  layout.setDefaultEdgeLabel(() => ({}));
  layout.setNode(ENTRY_ID, { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const step of graph.steps) layout.setNode(step.id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const edge of edges) {
    if (edge.open) layout.setNode(edge.target, { width: 120, height: END_SIZE });
    layout.setEdge(edge.source, edge.target, labelled.has(edge.source) ? { ...LABEL } : {}, edge.id);
  }
  dagre.layout(layout);
  const nodes = layout.nodes().map((id): PlacedNode => {
    const { x, y, width, height } = layout.node(id);
    return { id, x: x - width / 2, y: y - height / 2, width, height };
  });
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return {
    nodes,
    edges: edges.map((edge): PlacedEdge => {
      const { points } = layout.edge(edge.source, edge.target, edge.id);
      return { ...edge, route: routeOf(byId.get(edge.source), byId.get(edge.target), points ?? []) };
    }),
  };
}

type Point = { x: number; y: number };

/** From the bottom of one node to the top of the other, past everything in between, without corners. */
function routeOf(from: PlacedNode | undefined, to: PlacedNode | undefined, points: readonly Point[]): Route {
  const between = points.slice(1, -1);
  const start = from ? { x: from.x + from.width / 2, y: from.y + from.height } : points[0];
  const end = to ? { x: to.x + to.width / 2, y: to.y } : points.at(-1);
  if (!start || !end) return { path: "", x: 0, y: 0 };
  const middle = between[Math.floor(between.length / 2)] ?? mean(start, end);
  const way = [start, ...between];
  // Through every point, straight down at each: what stands at one of them stands on the line.
  const curves = [...between, end].map((to, index) => {
    const from = way[index] ?? start;
    const half = (from.y + to.y) / 2;
    return `C${at({ x: from.x, y: half })} ${at({ x: to.x, y: half })} ${at(to)}`;
  });
  return { path: `M${at(start)}${curves.join("")}`, x: middle.x, y: middle.y };
}

function mean(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

function at({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
}

function edgesOf(graph: Graph, known: ReadonlySet<string>): LaidEdge[] {
  const edge = (source: string, output: string, to: string | null): LaidEdge => {
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
