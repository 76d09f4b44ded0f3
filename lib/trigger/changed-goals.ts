/**
 * Goals are counted by their place, so a goal that is live stays what and where it is: what another one reaches would be
 * added to what it reached. One rule for campaigns and journeys. Pure.
 */
import { canonicalJson } from "#lib/webhook/value-diff.ts";
import type { Conversion } from "./conversion-schema.ts";

type Goal = Omit<Conversion, "type"> & { type?: Conversion["type"] | undefined };

/** The places of live goals that these goals change, move or leave out. Time windows may change, and goals may follow. */
export function changedGoals(live: readonly Goal[], goals: readonly Goal[]): number[] {
  return live.flatMap((goal, index) => {
    const now = goals[index];
    return now && meaningOf(now) === meaningOf(goal) ? [] : [index];
  });
}

/** The goals with those that are live put back where they were. */
export function withLiveGoals<G extends Goal>(live: readonly G[], goals: readonly G[]): G[] {
  const changed = new Set(changedGoals(live, goals));
  const kept = live.map((goal, index) => (changed.has(index) ? goal : (goals[index] ?? goal)));
  return [...kept, ...goals.slice(live.length)];
}

function meaningOf({ window_seconds: _window, type = "custom_event", filters = [], ...goal }: Goal): string {
  return canonicalJson({ ...goal, type, filters });
}
