import { describe, expect, it } from "vitest";
import { nextRestart } from "./backoff.ts";

describe("restart of a stopped worker", () => {
  it.each([
    [0, 1_000],
    [1, 2_000],
    [4, 16_000],
    [5, 30_000],
    [50, 30_000],
  ])("after %d stops in a row waits %d ms", (stopsBefore, waitMs) => {
    expect(nextRestart(stopsBefore, 10)).toEqual({ stops: stopsBefore + 1, waitMs });
  });

  it("counts from the beginning after a minute of work", () => {
    expect(nextRestart(9, 60_000)).toEqual({ stops: 1, waitMs: 1_000 });
  });
});
