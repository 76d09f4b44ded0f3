import { describe, expect, it } from "vitest";
import { tally } from "./test-suites.ts";

describe("outcome of a suite", () => {
  it("is what it counted", () => {
    expect(tally(10, 0, 0)).toEqual({ passed: 10, failed: 0 });
    expect(tally(8, 2, 1)).toEqual({ passed: 8, failed: 2 });
  });

  it("is one failure when it ended badly without naming any", () => {
    expect(tally(0, 0, 1)).toEqual({ passed: 0, failed: 1 });
  });
});
