import { describe, expect, it } from "vitest";
import { type Draft, evenShares, savable, type Variation } from "./definition-draft.ts";

const good = {
  name: "A",
  type: "webhook",
  variations: [],
  delivery: { type: "action", event: "flight_booked" },
  audience: { op: "and", filters: [] },
  re_eligibility: { allowed: true },
  rate_limit: { per_minute: null },
  quiet_hours: null,
  frequency_cap: null,
  user_cap: null,
  conversions: [],
  outcome_rules: [],
} as unknown as Draft;

const variation = (percentage: number, control = false): Variation => ({
  message_variation_id: "x",
  name: "x",
  percentage,
  control,
  webhook: null,
});

describe("a draft on its way to the server", () => {
  it("keeps the last good value of a half-written part and saves the rest", () => {
    const typed: Draft = { ...good, name: "B", delivery: { type: "action", event: "" } };
    const { draft, problems } = savable(typed, good);
    expect(draft.name).toBe("B");
    expect(draft.delivery).toBe(good.delivery);
    expect(problems).toMatchObject([{ severity: "error", field: "delivery.event" }]);
  });

  it("goes as it is when nothing is wrong", () => {
    const typed: Draft = { ...good, delivery: { type: "api_trigger" } };
    expect(savable(typed, good)).toEqual({ draft: typed, problems: [] });
  });

  it("shares what the control group leaves evenly", () => {
    const shares = evenShares([variation(0), variation(0), variation(0), variation(10, true)]);
    expect(shares.map((item) => item.percentage)).toEqual([30, 30, 30, 10]);
    expect(evenShares([variation(0), variation(0), variation(0)]).map((item) => item.percentage)).toEqual([
      34, 33, 33,
    ]);
  });
});
