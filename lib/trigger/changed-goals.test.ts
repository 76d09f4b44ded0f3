import { describe, expect, it } from "vitest";
import { changedGoals, withLiveGoals } from "./changed-goals.ts";
import type { Conversion } from "./conversion-schema.ts";

const goal = (event: string, rest: Partial<Conversion> = {}): Conversion => ({
  type: "custom_event",
  event,
  window_seconds: 60,
  ...rest,
});
const [bought, rated, came] = [goal("bought"), goal("rated"), goal("came")];

describe("goals that are live", () => {
  it("may get another window, and others after them", () => {
    expect(changedGoals([bought], [goal("bought", { window_seconds: 5 }), rated])).toEqual([]);
    expect(changedGoals([], [rated])).toEqual([]);
    expect(changedGoals([bought], [{ event: "bought", window_seconds: 60, filters: [] }])).toEqual([]);
  });

  it("may not become others, move, or go", () => {
    expect(changedGoals([bought, rated], [rated, bought])).toEqual([0, 1]);
    expect(changedGoals([bought, rated], [bought])).toEqual([1]);
    expect(changedGoals([bought], [goal("bought", { type: "purchase" })])).toEqual([0]);
    const filters = [{ property: "fare", op: "equals", value: 1 } as const];
    expect(changedGoals([bought], [goal("bought", { filters })])).toEqual([0]);
  });

  it("are put back, with the window of today and what was added", () => {
    const longer = goal("bought", { window_seconds: 5 });
    expect(withLiveGoals([bought, rated], [longer, came, came])).toEqual([longer, rated, came]);
    expect(withLiveGoals([bought], [])).toEqual([bought]);
  });
});
