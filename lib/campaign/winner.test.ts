import { describe, expect, it } from "vitest";
import { newDefinition } from "./definition.ts";
import { createCampaignSchema } from "./schema.ts";
import { decideWinnerOf, isHeldForWinner } from "./winner.ts";

const IDS = ["a", "b", "c"];
function campaign(without: "send_best" | "stop") {
  const input = createCampaignSchema.parse({
    name: "W",
    variations: [{ name: "A" }, { name: "B" }, { name: "Control", control: true }],
    conversions: [{ type: "custom_event", event: "redeemed", window_seconds: 3_600 }],
    winner_selection: { held_percentage: 80, decide_after_hours: 4, without_winner: without },
  });
  const ids = [...IDS];
  return newDefinition(input, () => ids.shift() ?? "");
}

const counts = (numbers: Record<string, [people: number, conversions: number]>) => ({
  people: Object.entries(numbers).map(([variation_id, [people]]) => ({ variation_id, people })),
  conversions: Object.entries(numbers).map(([variation_id, [, count]]) => ({ variation_id, goal: 0, count })),
});

describe("who waits for the winner", () => {
  it("is the share asked for, and the same people every time", () => {
    const people = Array.from({ length: 10_000 }, (_, index) => `person ${index}`);
    const held = people.filter((id) => isHeldForWinner("campaign", id, 80));
    expect(held.length / people.length).toBeCloseTo(0.8, 1);
    expect(held.every((id) => isHeldForWinner("campaign", id, 80))).toBe(true);
    const more = people.filter((id) => isHeldForWinner("campaign", id, 90));
    expect(held.every((id) => more.includes(id))).toBe(true);
  });
});

describe("the winner", () => {
  it("is the variation that is better beyond doubt, whatever the control group does", () => {
    const found = decideWinnerOf(campaign("stop"), counts({ a: [1000, 30], b: [1000, 90], c: [1000, 200] }));
    expect(found).toMatchObject({ variationId: "b", reason: "significant" });
    expect(found.tested).toEqual([
      { message_variation_id: "a", name: "A", people: 1000, conversions: 30 },
      { message_variation_id: "b", name: "B", people: 1000, conversions: 90 },
    ]);
  });

  it("without one, is the best so far or none, as set", () => {
    const close = counts({ a: [1000, 50], b: [1000, 52] });
    expect(decideWinnerOf(campaign("send_best"), close)).toMatchObject({
      variationId: "b",
      reason: "no_difference",
    });
    expect(decideWinnerOf(campaign("stop"), close)).toMatchObject({
      variationId: null,
      reason: "no_difference",
    });
  });

  it("is never claimed of a handful of people", () => {
    const few = counts({ a: [10, 0], b: [10, 10] });
    expect(decideWinnerOf(campaign("stop"), few)).toMatchObject({ variationId: null, reason: "too_few" });
    expect(decideWinnerOf(campaign("send_best"), few)).toMatchObject({ variationId: "b" });
    expect(decideWinnerOf(campaign("send_best"), counts({}))).toMatchObject({
      variationId: "a",
      reason: "too_few",
    });
  });
});
