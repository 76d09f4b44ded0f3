import { describe, expect, it } from "vitest";
import { wilson } from "./intervals.ts";
import { paceOf } from "./pace.ts";
import type { VariationStats } from "./stats-schema.ts";
import { verdictOf } from "./verdict.ts";

function variation(name: string, people: number, count: number | null, control = false): VariationStats {
  const interval = wilson(count ?? 0, people);
  const conversion = { goal: 0, name: "redeemed", filters: [], count: count ?? 0, interval };
  return {
    message_variation_id: name,
    name,
    control,
    percentage: 50,
    people,
    sent: people,
    delivered: people,
    failed: 0,
    aborted: 0,
    by_status: {},
    conversions: count === null ? [] : [{ ...conversion, versus_control: null }],
  };
}

describe("the verdict", () => {
  it.each([
    ["one variation alone says nothing", [variation("A", 1_000, 100)], "none"],
    [
      "without a goal there is nothing to compare",
      [variation("A", 500, null), variation("B", 500, null)],
      "none",
    ],
    ["few people are too few, however different", [variation("A", 20, 15), variation("B", 20, 1)], "too_few"],
    ["few conversions are too few", [variation("A", 900, 3), variation("B", 900, 0)], "too_few"],
    [
      "rates that overlap are no difference",
      [variation("A", 1_000, 100), variation("B", 1_000, 108)],
      "no_difference",
    ],
    ["a rate beyond doubt wins", [variation("A", 1_000, 60), variation("B", 1_000, 120)], "winner"],
  ] as const)("%s", (_, variations, kind) => {
    expect(verdictOf([...variations], 0)).toMatchObject({ kind });
  });

  it("names the winner and its rate", () => {
    expect(verdictOf([variation("A", 1_000, 60), variation("B", 1_000, 120)], 0)).toEqual({
      kind: "winner",
      name: "B",
      rate: 0.12,
    });
  });

  it("compares with the control group where there is one variation, for better and for worse", () => {
    const control = variation("Control", 1_000, 60, true);
    expect(verdictOf([variation("A", 1_000, 120), control], 0)).toMatchObject({
      kind: "beats_control",
      name: "A",
    });
    expect(verdictOf([variation("A", 1_000, 20), control], 0)).toMatchObject({ kind: "loses_to_control" });
    expect(verdictOf([variation("A", 1_000, 62), control], 0)).toEqual({ kind: "no_difference" });
  });

  it("waits with the control group, whose time runs already, until hardly a message waits", () => {
    const both = [variation("A", 1_000, 20), variation("Control", 1_000, 60, true)];
    expect(verdictOf(both, 53)).toEqual({ kind: "still_sending", waiting: 53 });
    expect(verdictOf(both, 52)).toMatchObject({ kind: "loses_to_control" });
    expect(verdictOf([variation("A", 1_000, 60), variation("B", 1_000, 120)], 500)).toMatchObject({
      kind: "winner",
    });
  });
});

describe("the pace", () => {
  const now = new Date("2026-03-10T12:00:00.000Z");
  const facts = { waiting: 120, perMinute: 60, limit: 500, paused: false, runs: [] };

  it("ends when what waits has gone at the pace of the last minute", () => {
    expect(paceOf(facts, now).estimated_end_at).toBe("2026-03-10T12:02:00.000Z");
  });

  it("counts people a run has not come to yet", () => {
    const runs = [{ status: "running", expected_count: 100, enqueued_count: 30, skipped_count: 10 }];
    expect(paceOf({ ...facts, waiting: 0, runs }, now).estimated_end_at).toBe("2026-03-10T12:01:00.000Z");
  });

  it("takes the limit before anything has moved", () => {
    expect(paceOf({ ...facts, waiting: 500, perMinute: 0 }, now).estimated_end_at).toBe(
      "2026-03-10T12:01:00.000Z",
    );
  });

  it.each([
    ["nothing waits", { waiting: 0 }],
    ["it is paused", { paused: true }],
    ["nothing moves and there is no limit", { perMinute: 0, limit: null }],
  ])("has no end when %s", (_, change) => {
    expect(paceOf({ ...facts, ...change }, now).estimated_end_at).toBeNull();
  });
});
