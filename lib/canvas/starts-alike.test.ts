import { describe, expect, it } from "vitest";
import type { CanvasEntryRule } from "./schema.ts";
import { startsAlike } from "./starts-alike.ts";

describe("two entry rules start a journey alike", () => {
  const daily: CanvasEntryRule = {
    type: "scheduled",
    start: "launch",
    frequency: "daily",
    re_entry: { allowed: false },
  };

  it("whether defaults are written down or not", () => {
    expect(startsAlike(daily, { ...daily, interval: 1, in_local_time: false })).toBe(true);
  });

  it("whoever may come again, and however many", () => {
    const limit = { total: 5, per_day: null, per_hour: null, per_run: null };
    expect(startsAlike(daily, { ...daily, re_entry: { allowed: true, after_seconds: 0 }, limit })).toBe(true);
  });

  it.each<CanvasEntryRule>([
    { ...daily, time: "09:00" },
    { ...daily, interval: 2 },
    { type: "api_trigger", re_entry: { allowed: false } },
  ])("but not with another start: %o", (other) => {
    expect(startsAlike(daily, other)).toBe(false);
  });
});
