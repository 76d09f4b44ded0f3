/** The journey as an indented list: each step once, branches under the step that splits. */
import type { Step } from "#lib/canvas/step-schema.ts";
import type { Graph, Place } from "./graph.ts";
import { type Output, outputsOf } from "./step-outputs.ts";

export type OutlineRow =
  | { kind: "step"; key: string; level: number; step: Step; place: Place | null; detached: boolean }
  | { kind: "branch"; key: string; level: number; step: Step; output: Output; place: Place }
  | { kind: "join"; key: string; level: number; to: string; place: Place }
  | { kind: "end"; key: string; level: number; place: Place };

/** Rows top to bottom. A step two ways lead to is shown at the first; the second says where it goes on. */
export function outlineRows(graph: Graph): OutlineRow[] {
  const walk: Walk = { byId: new Map(graph.steps.map((step) => [step.id, step])), seen: new Set(), rows: [] };
  follow(walk, graph.start, { from: null, output: "start" }, 1, false);
  for (const step of graph.steps) if (!walk.seen.has(step.id)) follow(walk, step.id, null, 1, true);
  return walk.rows;
}

type Walk = { byId: Map<string, Step>; seen: Set<string>; rows: OutlineRow[] };

/** Follows one path to its end; a long path without splits does not grow the stack. */
function follow(walk: Walk, id: string | null, place: Place | null, level: number, detached: boolean): void {
  let at = id;
  let from = place;
  for (;;) {
    const step = at === null ? undefined : walk.byId.get(at);
    if (!step || walk.seen.has(step.id)) {
      if (from) walk.rows.push(lastRow(step, from, level));
      return;
    }
    walk.seen.add(step.id);
    walk.rows.push({ kind: "step", key: step.id, level, step, place: from, detached });
    const outputs = outputsOf(step);
    const only = outputs[0];
    if (outputs.length !== 1 || !only) {
      branches(walk, step, outputs, level, detached);
      return;
    }
    from = { from: step.id, output: only.key };
    at = only.to;
  }
}

function branches(walk: Walk, step: Step, outputs: Output[], level: number, detached: boolean): void {
  for (const output of outputs) {
    const place: Place = { from: step.id, output: output.key };
    const key = `branch ${step.id}/${output.key}`;
    walk.rows.push({ kind: "branch", key, level: level + 1, step, output, place });
    follow(walk, output.to, place, level + 2, detached);
  }
}

function lastRow(step: Step | undefined, place: Place, level: number): OutlineRow {
  const key = `${place.from ?? ""}/${place.output}`;
  return step
    ? { kind: "join", key: `join ${key}`, level, to: step.id, place }
    : { kind: "end", key: `end ${key}`, level, place };
}

/** Ids in the order a reader meets them. */
export function readingOrder(graph: Graph): string[] {
  return outlineRows(graph).flatMap((row) => (row.kind === "step" ? [row.step.id] : []));
}
