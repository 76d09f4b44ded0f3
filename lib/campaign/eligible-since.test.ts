import { expect, it } from "vitest";
import { eligibleSince } from "./eligible-since.ts";

const now = new Date("2026-03-10T08:00:00Z");

it("never comes back when re-eligibility is off", () => {
  expect(eligibleSince({ allowed: false }, now, ["UTC"])).toBeNull();
});

it("counts seconds back from now", () => {
  expect(eligibleSince({ allowed: true, after_seconds: 60 }, now, ["UTC"])).toEqual(
    new Date("2026-03-10T07:59:00Z"),
  );
});

it.each([
  [1, "Europe/Paris", "2026-03-09T22:59:59.999Z"],
  [2, "Europe/Paris", "2026-03-08T22:59:59.999Z"],
  [1, null, "2026-03-09T23:59:59.999Z"],
])("%i calendar days in %s end at midnight of the person", (days, zone, expected) => {
  expect(eligibleSince({ allowed: true, after_calendar_days: days }, now, [zone, "UTC"])).toEqual(
    new Date(expected),
  );
});
