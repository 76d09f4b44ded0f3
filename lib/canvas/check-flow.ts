/** Steps nobody reaches, and circles that never wait. */
import { problemText } from "#lib/i18n/problem-words.ts";
import { startOf } from "./definition.ts";
import { type CanvasFinding, finding, type Graph, stepLabel, successors } from "./finding.ts";
import type { Step } from "./step-schema.ts";

export function checkReach(graph: Graph): CanvasFinding[] {
  const { definition, steps } = graph;
  const starts = [startOf(definition, null), ...definition.variants.map((variant) => variant.start ?? null)];
  const reached = new Set(starts.filter((id): id is string => id !== null && steps.has(id)));
  for (const id of reached) for (const next of successors(graph, id)) reached.add(next);
  return definition.steps
    .filter((step) => !reached.has(step.id))
    .map((step) => {
      const place = { field: graph.fieldOf(step.id), step: step.id };
      const text = problemText("journey.unreachable", { step: stepLabel(step) });
      return finding("warning", "launch", "journey.unreachable", place, text);
    });
}

/** A wait that keeps a loop from sending all the time. */
const LOOP_WAIT_SECONDS = 60;

type Waits = (step: Step) => boolean;

/** Whether time or an event must pass before somebody goes on. An answer to a webhook may come at once. */
const waits: Waits = (step) =>
  step.type === "action_paths" || (step.type === "delay" && step.delay?.seconds !== 0);

/** Whether that takes a while each time round: a moment that is past, or a date of the person, is waited for once. */
const waitsEachTime: Waits = (step) => {
  if (step.type === "action_paths") return step.window_seconds >= LOOP_WAIT_SECONDS;
  if (step.type !== "delay") return false;
  // One that is not complete yet is named by itself.
  if (!step.delay) return true;
  const { seconds, days, weekday, time_of_day: timeOfDay } = step.delay;
  if (seconds !== undefined) return seconds >= LOOP_WAIT_SECONDS;
  return (days ?? 0) > 0 || weekday !== undefined || timeOfDay !== undefined;
};

/** A circle of steps in which nothing waits would send as fast as it can; one with too short a wait, hardly slower. */
export function checkLoops(graph: Graph): CanvasFinding[] {
  const never = loopsWithout(graph, waits, "save");
  return never.length > 0 ? never : loopsWithout(graph, waitsEachTime, "launch");
}

// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a depth-first search with a stack of its own, so that a long canvas cannot exhaust the real one
function loopsWithout(graph: Graph, isWait: Waits, stage: CanvasFinding["stage"]): CanvasFinding[] {
  const state = new Map<string, "open" | "done">();
  const findings: CanvasFinding[] = [];
  for (const { id: root } of graph.definition.steps) {
    if (state.has(root)) continue;
    const stack: { id: string; left: string[] }[] = [{ id: root, left: next(graph, root, isWait) }];
    state.set(root, "open");
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const child = top.left.pop();
      if (child === undefined) {
        state.set(top.id, "done");
        stack.pop();
      } else if (state.get(child) === "open") {
        const step = graph.steps.get(child);
        const place = { field: graph.fieldOf(child), step: child };
        const text = problemText("journey.no_exit_of_loop", { step: step ? stepLabel(step) : child });
        findings.push({ ...finding("error", "save", "journey.no_exit_of_loop", place, text), stage });
      } else if (!state.has(child)) {
        state.set(child, "open");
        stack.push({ id: child, left: next(graph, child, isWait) });
      }
    }
  }
  return findings;
}

function next(graph: Graph, id: string, isWait: Waits): string[] {
  const step = graph.steps.get(id);
  return step && isWait(step) ? [] : successors(graph, id);
}
