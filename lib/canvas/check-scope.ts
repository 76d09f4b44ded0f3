/** Which context variables exist at each step, and uses of those that do not. */
import { problemText } from "#lib/i18n/problem-words.ts";
import { pathsOf } from "./definition.ts";
import { type CanvasFinding, finding, type Graph, stepLabel } from "./finding.ts";
import type { CanvasDefinition } from "./schema.ts";
import type { Step } from "./step-schema.ts";

/** Context variables that a step sets. */
function defines(step: Step): string[] {
  switch (step.type) {
    case "message":
      return step.save_response_as ? [step.save_response_as] : [];
    case "context":
      return Object.keys(step.set);
    case "action_paths":
      return step.groups.flatMap((group) => group.save_event_as ?? []);
    default:
      return [];
  }
}

/** Variables that some step sets, but none on the way to where they are used. */
export function checkScope(graph: Graph): CanvasFinding[] {
  const all = new Set(graph.definition.steps.flatMap(defines));
  if (all.size === 0) return [];
  const scope = variablesInScope(graph.definition);
  return graph.definition.steps.flatMap((step) => {
    const text = JSON.stringify(step);
    const used = [...text.matchAll(/context\.(?:\$\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g)].map(
      (match) => match[1] ?? match[2] ?? "",
    );
    const here = scope.get(step.id) ?? new Set<string>();
    return [...new Set(used)]
      .filter((name) => all.has(name) && !here.has(name))
      .map((name) => {
        const place = { field: graph.fieldOf(step.id), step: step.id };
        const text = problemText("journey.out_of_scope", { name, step: stepLabel(step) });
        return finding("error", "launch", "journey.out_of_scope", place, text);
      });
  });
}

/** For each step, the variables that steps on some way to it set. */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a worklist that grows until nothing changes
function variablesInScope(definition: CanvasDefinition): Map<string, Set<string>> {
  const steps = new Map(definition.steps.map((step) => [step.id, step]));
  const scope = new Map(definition.steps.map((step) => [step.id, new Set<string>()]));
  const pending = definition.steps.map((step) => step.id);
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const step = steps.get(id);
    if (!step) continue;
    const after = new Set([...(scope.get(id) ?? []), ...defines(step)]);
    for (const { next: to } of pathsOf(step)) {
      const known = to === null ? undefined : scope.get(to);
      if (!known || to === null) continue;
      const before = known.size;
      for (const name of after) known.add(name);
      if (known.size > before) pending.push(to);
    }
  }
  return scope;
}
