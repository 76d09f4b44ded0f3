/** Everything that is wrong or doubtful about a canvas, each with its step, its field and the fix. */
import { secretNames } from "#lib/template/analyze.ts";
import { compileMessage } from "#lib/template/compile-message.ts";
import { validateCompiled } from "#lib/webhook/validate-message.ts";
import { pathsOf, startOf } from "./definition.ts";
import type { CanvasDefinition, CanvasProblem } from "./schema.ts";
import type { Step } from "./step-schema.ts";

export interface ValidationFacts {
  secrets: ReadonlySet<string>;
  contentBlocks: Readonly<Record<string, string>>;
  /** Canvases that can be entered from here. */
  canvases: ReadonlySet<string>;
}

/** `save`: certainly wrong as written. `launch`: fine in a draft, but not yet ready. */
export type CanvasFinding = CanvasProblem & { stage: "save" | "launch" };

interface Graph {
  definition: CanvasDefinition;
  steps: ReadonlyMap<string, Step>;
  fieldOf: (id: string) => string;
}

/** All findings, errors first. */
export function validateCanvas(definition: CanvasDefinition, facts: ValidationFacts): CanvasFinding[] {
  const index = new Map(definition.steps.map((step, position) => [step.id, position]));
  const graph: Graph = {
    definition,
    steps: new Map(definition.steps.map((step) => [step.id, step])),
    fieldOf: (id) => `steps.${index.get(id) ?? 0}`,
  };
  const findings = [
    ...checkShape(graph),
    ...definition.steps.flatMap((step) => checkPaths(graph, step)),
    ...definition.steps.flatMap((step) => checkPieces(graph, step, facts)),
    ...checkReach(graph),
    ...checkLoops(graph),
    ...checkScope(graph),
    ...checkVariants(definition),
  ];
  return findings.toSorted((a, b) => rank(a) - rank(b));
}

/** Findings as the API shows them. */
export function problemsOf(findings: readonly CanvasFinding[]): CanvasProblem[] {
  return findings.map(({ stage: _stage, ...problem }) => problem);
}

function rank(finding: CanvasFinding): number {
  return ["error", "warning", "info"].indexOf(finding.severity);
}

function finding(
  severity: CanvasFinding["severity"],
  stage: CanvasFinding["stage"],
  code: string,
  place: { field: string; step?: string | undefined },
  message: string,
  hint: string,
): CanvasFinding {
  return { severity, stage, code, field: place.field, step_id: place.step ?? null, message, hint };
}

/** What a person calls the step. */
export function stepLabel(step: Step): string {
  return step.name ?? step.id;
}

function checkShape({ definition, steps }: Graph): CanvasFinding[] {
  const findings: CanvasFinding[] = [];
  if (definition.steps.length === 0) {
    findings.push(
      finding(
        "error",
        "launch",
        "journey.no_steps",
        { field: "steps" },
        "The canvas has no steps.",
        "Add one.",
      ),
    );
  }
  const ids = definition.steps.map((step) => step.id);
  ids.forEach((id, position) => {
    if (ids.indexOf(id) === position) return;
    const place = { field: `steps.${position}.id`, step: id };
    findings.push(
      finding(
        "error",
        "save",
        "journey.duplicate_id",
        place,
        `Two steps have the id "${id}".`,
        "Rename one.",
      ),
    );
  });
  if (definition.start !== null && !steps.has(definition.start)) {
    findings.push(dangling({ field: "start" }, definition.start));
  }
  return findings;
}

function dangling(place: { field: string; step?: string }, target: string): CanvasFinding {
  const message = `There is no step "${target}".`;
  return finding(
    "error",
    "save",
    "journey.dangling",
    place,
    message,
    "Lead the path to another step, or to the end (null).",
  );
}

const PATH_FIELDS: Readonly<Record<string, string>> = { next: "next", failure: "failure_next" };

function fieldOfPath(step: Step, path: string): string {
  const [kind, index] = path.split(":");
  if (index === undefined) return PATH_FIELDS[path] ?? path;
  return `${step.type === "experiment_paths" ? "paths" : kind === "group" ? "groups" : "paths"}.${index}.next`;
}

function checkPaths(graph: Graph, step: Step): CanvasFinding[] {
  return pathsOf(step).flatMap(({ path, next }) => {
    if (next === null || graph.steps.has(next)) return [];
    return [dangling({ field: `${graph.fieldOf(step.id)}.${fieldOfPath(step, path)}`, step: step.id }, next)];
  });
}

// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one case per kind of step, side by side
function checkPieces(graph: Graph, step: Step, facts: ValidationFacts): CanvasFinding[] {
  const base = graph.fieldOf(step.id);
  const label = stepLabel(step);
  const missing = (field: string, message: string, hint: string): CanvasFinding =>
    finding(
      "error",
      "launch",
      "journey.missing_piece",
      { field: `${base}.${field}`, step: step.id },
      message,
      hint,
    );
  switch (step.type) {
    case "message":
      return checkMessage(graph, step, facts);
    case "delay":
      return step.delay ? [] : [missing("delay", `"${label}" does not say how long.`, "Give delay.")];
    case "action_paths": {
      if (step.groups.length === 0)
        return [missing("groups", `"${label}" waits for nothing.`, "Add an event.")];
      return step.groups.flatMap((group, index) =>
        group.event === undefined && group.type !== "purchase"
          ? [missing(`groups.${index}.event`, `A path of "${label}" names no event.`, "Choose an event.")]
          : [],
      );
    }
    case "decision_split":
      return step.filter ? [] : [missing("filter", `"${label}" asks nothing.`, "Give filter.")];
    case "audience_paths": {
      if (step.groups.length === 0) return [missing("groups", `"${label}" has no groups.`, "Add a group.")];
      return step.groups.flatMap((group, index) =>
        group.filter
          ? []
          : [missing(`groups.${index}.filter`, `A group of "${label}" asks nothing.`, "Give filter.")],
      );
    }
    case "experiment_paths": {
      if (step.paths.length === 0) return [missing("paths", `"${label}" has no paths.`, "Add two paths.")];
      const sum = Math.round(step.paths.reduce((total, path) => total + path.percentage, 0) * 100) / 100;
      if (sum === 100) return [];
      const place = { field: `${base}.paths`, step: step.id };
      return [
        finding(
          "error",
          "save",
          "percentages_not_100",
          place,
          `The shares of "${label}" add up to ${sum}, not 100.`,
          "Change them.",
        ),
      ];
    }
    case "canvas": {
      if (!step.canvas_id) return [missing("canvas_id", `"${label}" starts no canvas.`, "Choose one.")];
      if (facts.canvases.has(step.canvas_id)) return [];
      const place = { field: `${base}.canvas_id`, step: step.id };
      return [
        finding(
          "error",
          "launch",
          "dependency.missing",
          place,
          "There is no such canvas.",
          "Choose another.",
        ),
      ];
    }
    default:
      return [];
  }
}

function checkMessage(
  graph: Graph,
  step: Extract<Step, { type: "message" }>,
  facts: ValidationFacts,
): CanvasFinding[] {
  const base = graph.fieldOf(step.id);
  const place = (field: string) => ({ field: `${base}.${field}`, step: step.id });
  if (!step.webhook || step.webhook.url.trim() === "") {
    const message = `"${stepLabel(step)}" has no webhook.`;
    return [
      finding(
        "error",
        "launch",
        "missing_webhook",
        place("webhook.url"),
        message,
        "Give method, url, headers and body.",
      ),
    ];
  }
  const compiled = compileMessage(step.webhook);
  const known = { secrets: [...facts.secrets], content_blocks: Object.keys(facts.contentBlocks) };
  const problems = validateCompiled(compiled, { known, contentBlocks: facts.contentBlocks });
  const unknown = secretNames(compiled, facts.contentBlocks).filter((name) => !facts.secrets.has(name));
  const reported = new Set(
    problems.filter((problem) => problem.code === "dependency.missing").map((p) => p.message),
  );
  return [
    ...problems.map(
      (problem): CanvasFinding => ({
        ...problem,
        field: `${base}.${problem.field}`,
        step_id: step.id,
        stage: problem.code === "dependency.missing" ? "launch" : "save",
      }),
    ),
    ...(reported.size > 0 ? [] : unknown).map((name) =>
      finding(
        "error",
        "launch",
        "dependency.missing",
        place("webhook"),
        `Secret "${name}" does not exist.`,
        "Create it.",
      ),
    ),
  ];
}

function successors(graph: Graph, id: string): string[] {
  const step = graph.steps.get(id);
  if (!step) return [];
  return [...new Set(pathsOf(step).flatMap(({ next }) => (next && graph.steps.has(next) ? [next] : [])))];
}

function checkReach(graph: Graph): CanvasFinding[] {
  const { definition, steps } = graph;
  const starts = [startOf(definition, null), ...definition.variants.map((variant) => variant.start ?? null)];
  const reached = new Set(starts.filter((id): id is string => id !== null && steps.has(id)));
  for (const id of reached) for (const next of successors(graph, id)) reached.add(next);
  return definition.steps
    .filter((step) => !reached.has(step.id))
    .map((step) => {
      const place = { field: graph.fieldOf(step.id), step: step.id };
      const message = `No path leads to "${stepLabel(step)}".`;
      return finding(
        "warning",
        "launch",
        "journey.unreachable",
        place,
        message,
        "Lead a path to it, or delete it.",
      );
    });
}

/** Whether time or an event must pass before somebody goes on. An answer to a webhook may come at once. */
function waits(step: Step): boolean {
  return step.type === "action_paths" || (step.type === "delay" && step.delay?.seconds !== 0);
}

/** A circle of steps in which nothing waits would send as fast as it can. */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a depth-first search with a stack of its own, so that a long canvas cannot exhaust the real one
function checkLoops(graph: Graph): CanvasFinding[] {
  const state = new Map<string, "open" | "done">();
  const findings: CanvasFinding[] = [];
  for (const { id: root } of graph.definition.steps) {
    if (state.has(root)) continue;
    const stack: { id: string; left: string[] }[] = [{ id: root, left: next(graph, root) }];
    state.set(root, "open");
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const child = top.left.pop();
      if (child === undefined) {
        state.set(top.id, "done");
        stack.pop();
      } else if (state.get(child) === "open") {
        const step = graph.steps.get(child);
        const place = { field: graph.fieldOf(child), step: child };
        const message = `The loop through "${step ? stepLabel(step) : child}" can run without a wait.`;
        findings.push(
          finding(
            "error",
            "save",
            "journey.no_exit_of_loop",
            place,
            message,
            "Add a wait of at least 1 minute.",
          ),
        );
      } else if (!state.has(child)) {
        state.set(child, "open");
        stack.push({ id: child, left: next(graph, child) });
      }
    }
  }
  return findings;
}

function next(graph: Graph, id: string): string[] {
  const step = graph.steps.get(id);
  return step && waits(step) ? [] : successors(graph, id);
}

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
function checkScope(graph: Graph): CanvasFinding[] {
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
        const message = `"${name}" is not set on any way to "${stepLabel(step)}".`;
        return finding(
          "error",
          "launch",
          "journey.out_of_scope",
          place,
          message,
          "Set it in an earlier step.",
        );
      });
  });
}

/** For each step, the variables that steps on some way to it set. */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a worklist that grows until nothing changes
export function variablesInScope(definition: CanvasDefinition): Map<string, Set<string>> {
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

function checkVariants({ variants, steps }: CanvasDefinition): CanvasFinding[] {
  if (variants.length === 0) return [];
  const findings = variants.flatMap((variant, index) =>
    variant.start && !steps.some((step) => step.id === variant.start)
      ? [dangling({ field: `variants.${index}.start` }, variant.start)]
      : [],
  );
  const sum = Math.round(variants.reduce((total, variant) => total + variant.percentage, 0) * 100) / 100;
  if (sum !== 100) {
    const message = `The shares of the variants add up to ${sum}, not 100.`;
    findings.push(
      finding("error", "save", "percentages_not_100", { field: "variants" }, message, "Change them."),
    );
  }
  return findings;
}
