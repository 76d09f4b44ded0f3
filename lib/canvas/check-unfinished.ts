/** What steps of a draft still need: they are kept as they are, and refused at launch. */
import type { z } from "zod";
import { type ProblemText, problemText, wordsSchema } from "#lib/i18n/problem-words.ts";
import { type CanvasFinding, finding, type Graph, stepLabel } from "./finding.ts";
import { type Step, stepSchema } from "./step-schema.ts";

/** Everything for which a step could not be launched as it stands, each with its field. */
export function checkUnfinished(graph: Graph, step: Step): CanvasFinding[] {
  const issues = stepSchema.safeParse(step).error?.issues ?? [];
  return issues.map((issue) => {
    const field = [graph.fieldOf(step.id), ...issue.path.map(String)].join(".");
    return finding("error", "save", "journey.unfinished", { field, step: step.id }, textOf(issue, step));
  });
}

function textOf(issue: z.core.$ZodIssue, step: Step): ProblemText {
  const { hint, words } = ("params" in issue ? issue.params : undefined) ?? {};
  const known = wordsSchema.safeParse(words);
  if (known.success && typeof hint === "string") return { message: issue.message, hint, words: known.data };
  const label = stepLabel(step);
  if (issue.code === "too_small" && issue.origin === "string" && issue.minimum === 1)
    return problemText("journey.unfinished.empty", { step: label });
  const [inner] = issue.code === "invalid_key" ? issue.issues : [];
  return problemText("journey.unfinished.other", { step: label, problem: (inner ?? issue).message });
}
