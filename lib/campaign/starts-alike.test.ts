import { describe, expect, it } from "vitest";
import { startsAlike } from "./starts-alike.ts";

describe("two deliveries start alike", () => {
  const daily = { type: "scheduled", start: "launch", frequency: "daily" } as const;

  it("whether defaults are written down or not", () => {
    const plain = { type: "scheduled", start: "launch" } as const;
    const written = { ...plain, frequency: "once", interval: 1, in_local_time: false, until: null } as const;
    expect(startsAlike(plain, written)).toBe(true);
  });

  it("with other quiet hours, which move messages and no run", () => {
    const quiet_hours = { start: "21:00", end: "08:00", action: "defer" } as const;
    expect(startsAlike(daily, { ...daily, quiet_hours })).toBe(true);
  });

  it.each([
    { ...daily, time: "09:00" },
    { ...daily, until: "2027-01-01" },
    { ...daily, interval: 2 },
    { ...daily, time_zone: "Europe/Paris" },
    { type: "api_trigger" } as const,
  ])("but not with another start: %o", (other) => {
    expect(startsAlike(daily, other)).toBe(false);
  });
});
