/** What is missing or wrong inside the steps of a canvas. */
import { secretNames } from "#lib/template/analyze.ts";
import { compileMessage } from "#lib/template/compile-message.ts";
import { validateCompiled } from "#lib/webhook/validate-message.ts";
import { type CanvasFinding, finding, type Graph, stepLabel, type ValidationFacts } from "./finding.ts";
import type { Step } from "./step-schema.ts";

// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one case per kind of step, side by side
export function checkPieces(graph: Graph, step: Step, facts: ValidationFacts): CanvasFinding[] {
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
