/** Everything that is wrong or doubtful about a canvas, each with its step, its field and the fix. */
import { problemText } from "#lib/i18n/problem-words.ts";
import { checkLoops, checkReach } from "./check-flow.ts";
import { checkGoals } from "./check-goals.ts";
import { checkNames } from "./check-names.ts";
import { checkOwnEvents } from "./check-own-events.ts";
import { checkArchived, checkReferences } from "./check-references.ts";
import { checkScope } from "./check-scope.ts";
import { checkPieces } from "./check-steps.ts";
import { checkUnfinished } from "./check-unfinished.ts";
import { pathsOf } from "./definition.ts";
import { type CanvasFinding, dangling, finding, type Graph, type ValidationFacts } from "./finding.ts";
import type { CanvasDefinition, CanvasProblem } from "./schema.ts";
import type { Step } from "./step-schema.ts";

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
    ...checkNames(definition),
    ...checkReferences(definition, facts),
    ...checkArchived(definition, facts),
    ...checkExits(definition),
    ...checkGoals(definition, facts),
    ...definition.steps.flatMap((step) => checkPaths(graph, step)),
    ...definition.steps.flatMap((step) => checkPieces(graph, step, facts)),
    ...checkReach(graph),
    ...checkLoops(graph),
    ...checkOwnEvents(graph),
    ...checkScope(graph),
    ...checkVariants(definition),
  ];
  // Where there are better words already, one problem is enough.
  const named = new Set(findings.map(({ field }) => field));
  const unfinished = definition.steps
    .flatMap((step) => checkUnfinished(graph, step))
    .filter(({ field }) => !named.has(field));
  return [...findings, ...unfinished].toSorted((a, b) => rank(a) - rank(b));
}

/** Findings as the API shows them. */
export function problemsOf(findings: readonly CanvasFinding[]): CanvasProblem[] {
  return findings.map(({ stage: _stage, ...problem }) => problem);
}

function rank(finding: CanvasFinding): number {
  return ["error", "warning", "info"].indexOf(finding.severity);
}

function checkShape({ definition, steps }: Graph): CanvasFinding[] {
  const findings: CanvasFinding[] = [];
  if (definition.steps.length === 0) {
    findings.push(
      finding("error", "launch", "journey.no_steps", { field: "steps" }, problemText("journey.no_steps")),
    );
  }
  const ids = definition.steps.map((step) => step.id);
  ids.forEach((id, position) => {
    if (ids.indexOf(id) === position) return;
    const place = { field: `steps.${position}.id`, step: id };
    findings.push(
      finding("error", "save", "journey.duplicate_id", place, problemText("journey.duplicate_id", { id })),
    );
  });
  if (definition.start !== null && !steps.has(definition.start)) {
    findings.push(dangling({ field: "start" }, definition.start));
  }
  return findings;
}

/** A rule without a condition would take everybody out as they come in. */
function checkExits({ exit_criteria: rules }: CanvasDefinition): CanvasFinding[] {
  return rules.flatMap(({ filter }, index) => {
    if (!filter || filter.filters.length > 0) return [];
    const place = { field: `exit_criteria.${index}.filter` };
    const text = problemText("journey.exit_everybody");
    return [finding("error", "launch", "journey.exit_everybody", place, text)];
  });
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

function checkVariants({ variants, steps }: CanvasDefinition): CanvasFinding[] {
  if (variants.length === 0) return [];
  const findings = variants.flatMap((variant, index) =>
    variant.start && !steps.some((step) => step.id === variant.start)
      ? [dangling({ field: `variants.${index}.start` }, variant.start)]
      : [],
  );
  const sum = Math.round(variants.reduce((total, variant) => total + variant.percentage, 0) * 100) / 100;
  if (sum !== 100) {
    const text = problemText("percentages_not_100.variants", { sum });
    findings.push(finding("error", "save", "percentages_not_100", { field: "variants" }, text));
  }
  return findings;
}
