/** What is missing or wrong inside the steps of a canvas. */
import { type ProblemKey, problemText } from "#lib/i18n/problem-words.ts";
import { secretNames } from "#lib/template/analyze.ts";
import { compileMessage } from "#lib/template/compile-message.ts";
import { validateCompiled } from "#lib/webhook/validate-message.ts";
import { type CanvasFinding, finding, type Graph, stepLabel, type ValidationFacts } from "./finding.ts";
import type { Step } from "./step-schema.ts";

type Pieces<Key> = Key extends `journey.missing_piece.${infer Piece}` ? Piece : never;
/** What a step can lack. */
type Piece = Pieces<ProblemKey>;

// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one case per kind of step, side by side
export function checkPieces(graph: Graph, step: Step, facts: ValidationFacts): CanvasFinding[] {
  const base = graph.fieldOf(step.id);
  const label = stepLabel(step);
  const missing = (field: string, piece: Piece): CanvasFinding => {
    const text = problemText(`journey.missing_piece.${piece}`, { step: label });
    const place = { field: `${base}.${field}`, step: step.id };
    return finding("error", "launch", "journey.missing_piece", place, text);
  };
  switch (step.type) {
    case "message":
      return checkMessage(graph, step, facts);
    case "delay":
      return step.delay ? [] : [missing("delay", "delay")];
    case "action_paths": {
      if (step.groups.length === 0) return [missing("groups", "no_events")];
      return step.groups.flatMap((group, index) =>
        !group.event && group.type !== "purchase" ? [missing(`groups.${index}.event`, "event")] : [],
      );
    }
    case "decision_split":
      return step.filter ? [] : [missing("filter", "filter")];
    case "audience_paths": {
      if (step.groups.length === 0) return [missing("groups", "no_groups")];
      return step.groups.flatMap((group, index) =>
        group.filter ? [] : [missing(`groups.${index}.filter`, "group_filter")],
      );
    }
    case "experiment_paths": {
      if (step.paths.length === 0) return [missing("paths", "no_paths")];
      const sum = Math.round(step.paths.reduce((total, path) => total + path.percentage, 0) * 100) / 100;
      if (sum === 100) return [];
      const place = { field: `${base}.paths`, step: step.id };
      const text = problemText("percentages_not_100.step", { step: label, sum });
      return [finding("error", "save", "percentages_not_100", place, text)];
    }
    case "canvas": {
      if (!step.canvas_id) return [missing("canvas_id", "canvas")];
      const place = { field: `${base}.canvas_id`, step: step.id };
      if (step.canvas_id === facts.self) {
        const text = problemText("journey.enters_itself", { step: label });
        return [finding("error", "launch", "journey.enters_itself", place, text)];
      }
      if (facts.leadBack.has(step.canvas_id)) {
        const text = problemText("journey.leads_back", { step: label });
        return [finding("warning", "launch", "journey.leads_back", place, text)];
      }
      if (facts.canvases.has(step.canvas_id)) return [];
      const text = problemText("dependency.missing.canvas");
      return [finding("error", "launch", "dependency.missing", place, text)];
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
    const text = problemText("missing_webhook", { name: stepLabel(step) });
    return [finding("error", "launch", "missing_webhook", place("webhook.url"), text)];
  }
  const compiled = compileMessage(step.webhook);
  const known = { secrets: [...facts.secrets], content_blocks: Object.keys(facts.contentBlocks) };
  const { contentBlocks, isTargetAllowed } = facts;
  const problems = validateCompiled(compiled, { known, contentBlocks, isTargetAllowed });
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
        problemText("dependency.missing", { name }),
      ),
    ),
  ];
}
