/** Goals that were counted already: their numbers are kept by position. Pure. */
import { problemText } from "#lib/i18n/problem-words.ts";
import { changedGoals } from "#lib/trigger/changed-goals.ts";
import { type CanvasFinding, finding, type ValidationFacts } from "./finding.ts";
import type { CanvasDefinition } from "./schema.ts";

/** What was counted for a goal that is live. */
export function checkGoals(
  { conversions }: CanvasDefinition,
  { liveGoals }: Pick<ValidationFacts, "liveGoals">,
): CanvasFinding[] {
  return changedGoals(liveGoals, conversions).map((index) => {
    const text = problemText("journey.goal_changed", { number: index + 1 });
    return finding("error", "launch", "journey.goal_changed", { field: `conversions.${index}` }, text);
  });
}
