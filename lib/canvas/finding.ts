/** What a check of a canvas finds, and the graph it looks at. */
import { type ProblemText, problemText, type Words } from "#lib/i18n/problem-words.ts";
import type { KnownNames } from "#lib/segment/service-names.ts";
import type { TargetCheck } from "#lib/webhook/validate-url.ts";
import { pathsOf } from "./definition.ts";
import type { CanvasDefinition, CanvasProblem } from "./schema.ts";
import type { Step } from "./step-schema.ts";

export interface ValidationFacts {
  secrets: ReadonlySet<string>;
  contentBlocks: Readonly<Record<string, string>>;
  /** Canvases that can be entered from here. */
  canvases: ReadonlySet<string>;
  /** The canvas itself; null before it is stored. */
  self: string | null;
  /** Goals of its live version. */
  liveGoals: CanvasDefinition["conversions"];
  /** Live canvases from which others lead back to this one. */
  leadBack: ReadonlySet<string>;
  /** Segments, lists, campaigns and journeys that triggers and rules refer to. */
  references: KnownNames;
  /** Ids of the campaigns among them that are archived. */
  archived: ReadonlySet<string>;
  /** Which private targets may be called here. */
  isTargetAllowed?: TargetCheck | undefined;
}

/** `save`: certainly wrong as written. `launch`: fine in a draft, but not yet ready. */
export type CanvasFinding = CanvasProblem & { stage: "save" | "launch"; words: Words };

export interface Graph {
  definition: CanvasDefinition;
  steps: ReadonlyMap<string, Step>;
  fieldOf: (id: string) => string;
}

export function finding(
  severity: CanvasFinding["severity"],
  stage: CanvasFinding["stage"],
  code: string,
  place: { field: string; step?: string | undefined },
  text: ProblemText,
): CanvasFinding {
  return { severity, stage, code, field: place.field, step_id: place.step ?? null, ...text };
}

/** What a person calls the step. */
export function stepLabel(step: Step): string {
  return step.name ?? step.id;
}

export function dangling(place: { field: string; step?: string }, target: string): CanvasFinding {
  return finding("error", "save", "journey.dangling", place, problemText("journey.dangling", { id: target }));
}

/** The steps that the ways out of a step lead to. */
export function successors(graph: Graph, id: string): string[] {
  const step = graph.steps.get(id);
  if (!step) return [];
  return [...new Set(pathsOf(step).flatMap(({ next }) => (next && graph.steps.has(next) ? [next] : [])))];
}
