/** Where the arrow keys lead on the canvas: along a path, and across to the paths beside it. */
import { type Graph, placesInto, stepById } from "./graph.ts";
import { readingOrder } from "./outline-rows.ts";
import { outputsOf } from "./step-outputs.ts";

export type Direction = "down" | "up" | "left" | "right";

/** The step in that direction; the one where it started when there is none. */
export function walk(graph: Graph, from: string | null, direction: Direction): string | null {
  const step = stepById(graph, from);
  if (!step) return readingOrder(graph)[0] ?? null;
  const [into] = placesInto(graph, step.id);
  if (direction === "down") return outputsOf(step).find(({ to }) => to !== null)?.to ?? step.id;
  if (direction === "up") return into?.from ?? step.id;
  return beside(graph, step.id, direction === "right" ? 1 : -1);
}

/** The nearest step before that splits decides what is beside. */
function beside(graph: Graph, id: string, by: 1 | -1): string {
  const seen = new Set<string>();
  for (let at = id; !seen.has(at); ) {
    seen.add(at);
    const place = placesInto(graph, at).find(({ from }) => from !== null);
    const parent = stepById(graph, place?.from);
    if (!parent || !place) return id;
    const ways = outputsOf(parent).filter(({ to }) => to !== null);
    const index = ways.findIndex(({ key }) => key === place.output);
    const next = ways[index + by]?.to;
    if (next) return next;
    at = parent.id;
  }
  return id;
}
