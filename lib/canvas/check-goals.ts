/** Goals that were counted already: their numbers are kept by position. Pure. */
import { problemText } from "#lib/i18n/problem-words.ts";
import { hashOf } from "./definition.ts";
import { type CanvasFinding, finding, type ValidationFacts } from "./finding.ts";
import type { CanvasDefinition } from "./schema.ts";

type Goal = CanvasDefinition["conversions"][number];

/** A goal that is live stays what and where it is: what another one reaches would be added to what it reached. */
export function checkGoals(
  { conversions }: CanvasDefinition,
  { liveGoals }: Pick<ValidationFacts, "liveGoals">,
): CanvasFinding[] {
  return liveGoals.flatMap((live, index) => {
    const goal = conversions[index];
    if (goal && meaningOf(goal) === meaningOf(live)) return [];
    const text = problemText("journey.goal_changed", { number: index + 1 });
    return [finding("error", "launch", "journey.goal_changed", { field: `conversions.${index}` }, text)];
  });
}

/** What reaches it; within which time may change. */
function meaningOf({ window_seconds: _window, type = "custom_event", ...goal }: Goal): string {
  return hashOf({ ...goal, type });
}
