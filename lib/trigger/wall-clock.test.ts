import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayNumber, dayOf, instantOf, isTimeZone, wallTime } from "./wall-clock.ts";

const zones = [
  "UTC",
  "Europe/Paris",
  "America/New_York",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "Africa/Casablanca",
];

describe("wall clock", () => {
  it("shows the time it was asked for, or the same distance after a jump", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 12_000, max: 25_000 }),
        fc.nat(23),
        fc.nat(59),
        (zone, day, hour, minute) => {
          const wall = { ...dayOf(day), hour, minute, second: 0 };
          const shown = wallTime(instantOf(wall, zone), zone);
          const asked = dayNumber(wall) * 1_440 + hour * 60 + minute;
          const ahead = dayNumber(shown) * 1_440 + shown.hour * 60 + shown.minute - asked;
          expect([0, 30, 60, 1_440]).toContain(ahead);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it.each([
    [
      "a time skipped in spring",
      { year: 2026, month: 3, day: 29, hour: 2, minute: 30, second: 0 },
      "2026-03-29T01:30:00.000Z",
    ],
    [
      "the first of two in autumn",
      { year: 2026, month: 10, day: 25, hour: 2, minute: 30, second: 0 },
      "2026-10-25T00:30:00.000Z",
    ],
  ])("reads %s in Paris", (_name, wall, moment) => {
    expect(instantOf(wall, "Europe/Paris").toISOString()).toBe(moment);
  });

  it("knows zones from other names", () => {
    expect(["Europe/Paris", "Mars/Base", "", "+02:00"].map(isTimeZone)).toEqual([true, false, false, false]);
  });
});
