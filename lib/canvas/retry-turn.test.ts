import { describe, expect, it } from "vitest";
import { hasFailedForLong, retryAt } from "./retry-turn.ts";

const start = new Date("2026-11-28T08:00:00Z");
const secondsOn = (seconds: number) => new Date(start.getTime() + seconds * 1_000);

describe("a turn that fails", () => {
  it.each([
    [0, 30],
    [30, 60],
    [60, 120],
    [480, 960],
    [3_600, 3_600 + 900],
  ])("for %i seconds is tried again after %i", (failing, next) => {
    expect(retryAt(start, secondsOn(failing))).toEqual(secondsOn(next));
  });

  it("is given up after hours, not before", () => {
    expect(hasFailedForLong(null, start)).toBe(false);
    expect(hasFailedForLong(start, secondsOn(6 * 3_600 - 1))).toBe(false);
    expect(hasFailedForLong(start, secondsOn(6 * 3_600))).toBe(true);
  });
});
