/** Changing a journey: every function takes the graph and answers a new one. Knows no screen. */
import { draftStepSchema } from "#lib/canvas/draft-step-schema.ts";
import type { Step, StepType } from "#lib/canvas/step-schema.ts";
import { freeId, newStep } from "./new-step.ts";
import { mapOutputs, outputsOf, withOutput } from "./step-outputs.ts";

export type Graph = { start: string | null; steps: Step[] };

/** A place where a step can go: the beginning (`from` null), or a way out of a step. */
export type Place = { from: string | null; output: string };

export const START: Place = { from: null, output: "start" };

export function stepById(graph: Graph, id: string | null | undefined): Step | undefined {
  return id ? graph.steps.find((step) => step.id === id) : undefined;
}

export function idsOf(graph: Graph): Set<string> {
  return new Set(graph.steps.map((step) => step.id));
}

/** Where a place leads now. */
export function targetOf(graph: Graph, place: Place): string | null {
  if (place.from === null) return graph.start;
  const step = stepById(graph, place.from);
  return (step && outputsOf(step).find((output) => output.key === place.output)?.to) ?? null;
}

/** Makes a place lead to `to`. */
export function connect<G extends Graph>(graph: G, place: Place, to: string | null): G {
  if (place.from === null) return { ...graph, start: to };
  return {
    ...graph,
    steps: graph.steps.map((step) => (step.id === place.from ? withOutput(step, place.output, to) : step)),
  };
}

/** Every place that leads to this step. */
export function placesInto(graph: Graph, id: string): Place[] {
  const places = graph.steps.flatMap((step) =>
    outputsOf(step)
      .filter((output) => output.to === id)
      .map((output): Place => ({ from: step.id, output: output.key })),
  );
  return graph.start === id ? [START, ...places] : places;
}

/** Puts a new step at a place; what was there follows on its first way out. */
export function addStep<G extends Graph>(graph: G, type: StepType, place: Place): { graph: G; id: string } {
  const step = newStep(type, idsOf(graph));
  return { graph: placeStep(graph, step, place), id: step.id };
}

/** Puts a new step before another: everything that led there leads to the new one. */
export function addBefore<G extends Graph>(graph: G, type: StepType, id: string): { graph: G; id: string } {
  const step = newStep(type, idsOf(graph));
  return { graph: placeBefore(graph, step, id), id: step.id };
}

function placeStep<G extends Graph>(graph: G, step: Step, place: Place): G {
  const behind = targetOf(graph, place);
  const first = outputsOf(step)[0];
  const linked = first ? withOutput(step, first.key, behind) : step;
  return connect({ ...graph, steps: [...graph.steps, linked] }, place, step.id);
}

function placeBefore<G extends Graph>(graph: G, step: Step, id: string): G {
  const places = placesInto(graph, id);
  const first = outputsOf(step)[0];
  const linked = first ? withOutput(step, first.key, id) : step;
  const added: G = { ...graph, steps: [...graph.steps, linked] };
  return places.reduce<G>((all, place) => connect(all, place, step.id), added);
}

export function replaceStep<G extends Graph>(graph: G, step: Step): G {
  return { ...graph, steps: graph.steps.map((other) => (other.id === step.id ? step : other)) };
}

/** Takes a step out. What led to it leads where the kept way out led; the steps only its other ways reached leave with it. */
export function removeStep<G extends Graph>(graph: G, id: string, keep?: string | null): G {
  const step = stepById(graph, id);
  if (!step) return graph;
  const outputs = outputsOf(step);
  const kept = keep === undefined ? outputs[0] : outputs.find((output) => output.key === keep);
  const to = kept?.to === id ? null : (kept?.to ?? null);
  const before = reachable(graph);
  const without: G = {
    ...graph,
    start: graph.start === id ? to : graph.start,
    steps: graph.steps
      .filter((other) => other.id !== id)
      .map((other) => mapOutputs(other, (target) => (target === id ? to : target))),
  };
  const after = reachable(without);
  return { ...without, steps: without.steps.filter((other) => after.has(other.id) || !before.has(other.id)) };
}

/** How many steps would leave together with this one. */
export function removedWith(graph: Graph, id: string, keep: string | null): number {
  return graph.steps.length - removeStep(graph, id, keep).steps.length - 1;
}

/** Takes several steps out, each keeping its first way. */
export function removeSteps<G extends Graph>(graph: G, ids: readonly string[]): G {
  return ids.reduce<G>((all, id) => removeStep(all, id), graph);
}

/** Takes a step from where it is (its first way out closes the gap) and puts it at another place. */
export function moveStep<G extends Graph>(graph: G, id: string, place: Place): G {
  const step = stepById(graph, id);
  if (!step || place.from === id || targetOf(graph, place) === id) return graph;
  const first = outputsOf(step)[0];
  const closed = placesInto(graph, id).reduce<G>(
    (all, into) => connect(all, into, first?.to === id ? null : (first?.to ?? null)),
    graph,
  );
  const behind = targetOf(closed, place);
  const linked = first ? connect(closed, { from: id, output: first.key }, behind) : closed;
  return connect(linked, place, id);
}

/** Swaps a step with the one before it (`-1`) or behind it (`1`) on its path. */
export function shiftStep<G extends Graph>(graph: G, id: string, by: -1 | 1): G {
  const step = stepById(graph, id);
  if (!step) return graph;
  if (by === 1) {
    const behind = stepById(graph, outputsOf(step)[0]?.to);
    const way = behind && outputsOf(behind)[0];
    return behind && way ? moveStep(graph, id, { from: behind.id, output: way.key }) : graph;
  }
  const before = placesInto(graph, id)[0];
  if (!before || before.from === null) return graph;
  const place = placesInto(graph, before.from)[0];
  return place ? moveStep(graph, id, place) : graph;
}

/** A copy right behind the step, on its first way out. */
export function duplicateStep<G extends Graph>(graph: G, id: string): { graph: G; id: string } | null {
  const step = stepById(graph, id);
  if (!step) return null;
  const first = outputsOf(step)[0];
  const copy = mapOutputs({ ...step, id: freeId(step.id, idsOf(graph)) }, () => null);
  return {
    graph: placeStep(graph, copy, { from: id, output: first?.key ?? "next" }),
    id: copy.id,
  };
}

const CLIPBOARD_KIND = "signalbox.steps";

/** Steps as text for the clipboard, in the form of the API. */
export function copySteps(graph: Graph, ids: readonly string[]): string {
  const steps = graph.steps.filter((step) => ids.includes(step.id));
  return JSON.stringify({ kind: CLIPBOARD_KIND, steps }, null, 2);
}

/** Steps from the clipboard at a place, with new ids; null when the text holds none. */
export function pasteSteps<G extends Graph>(
  graph: G,
  text: string,
  place: Place,
): { graph: G; ids: string[] } | null {
  const steps = parseSteps(text);
  const head = steps[0];
  if (!head) return null;
  const taken = idsOf(graph);
  const names = new Map<string, string>();
  for (const step of steps) {
    const id = freeId(step.id, taken);
    taken.add(id);
    names.set(step.id, id);
  }
  const copies = steps.map((step) =>
    mapOutputs({ ...step, id: names.get(step.id) ?? step.id }, (to) => names.get(to) ?? null),
  );
  const ids = copies.map((step) => step.id);
  const targets = new Set(copies.flatMap((step) => outputsOf(step).map((output) => output.to)));
  const entry = copies.find((step) => !targets.has(step.id)) ?? copies[0];
  const behind = targetOf(graph, place);
  const last = copies.find((step) => outputsOf(step)[0]?.to === null);
  const added: G = { ...graph, steps: [...graph.steps, ...copies] };
  const linked = last
    ? connect(added, { from: last.id, output: outputsOf(last)[0]?.key ?? "next" }, behind)
    : added;
  return { graph: connect(linked, place, entry?.id ?? null), ids };
}

function parseSteps(text: string): Step[] {
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content !== "object" || content === null || !("steps" in content)) return [];
    const parsed = draftStepSchema.array().max(500).safeParse(content.steps);
    return parsed.success ? parsed.data : [];
  } catch {
    return [];
  }
}

/** The steps somebody can get to from the beginning. */
export function reachable(graph: Graph): Set<string> {
  const byId = new Map(graph.steps.map((step) => [step.id, step]));
  const seen = new Set<string>();
  const queue = graph.start ? [graph.start] : [];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const step = byId.get(id);
    if (!step || seen.has(id)) continue;
    seen.add(id);
    for (const { to } of outputsOf(step)) if (to) queue.push(to);
  }
  return seen;
}
