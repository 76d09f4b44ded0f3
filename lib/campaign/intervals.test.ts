import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newcombe, wilson, winnerOf } from "./intervals.ts";

describe("the interval of a rate", () => {
  // Published examples: Newcombe 1998, method 3 (one share) and method 10 (two shares).
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("of %i in %i", (successes, total, low, high) => {
    const found = wilson(successes, total);
    expect(found.low).toBeCloseTo(low, 4);
    expect(found.high).toBeCloseTo(high, 4);
  });

  it.each([
    [56, 70, 48, 80, 0.2, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.6, 0.1705, 0.809],
  ])("of %i/%i against %i/%i", (a, m, b, n, difference, low, high) => {
    const found = newcombe({ successes: a, total: m }, { successes: b, total: n });
    expect(found.difference).toBeCloseTo(difference, 4);
    expect(found.low).toBeCloseTo(low, 4);
    expect(found.high).toBeCloseTo(high, 4);
  });

  it("always contains the rate and lies between 0 and 1", () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(10_000), (successes, failures) => {
        const { rate, low, high } = wilson(successes, successes + failures);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low - 1e-12 <= rate && rate <= high + 1e-12).toBe(true);
      }),
    );
  });
});

it("there is a winner only when it beats every other beyond doubt", () => {
  const share = (successes: number, total: number) => ({ successes, total });
  expect(winnerOf([share(5, 100), share(30, 100), share(4, 100)])).toBe(1);
  expect(winnerOf([share(5, 100), share(6, 100)])).toBeNull();
  expect(winnerOf([share(30, 100), share(30, 100), share(1, 100)])).toBeNull();
  expect(winnerOf([share(5, 5)])).toBeNull();
  expect(winnerOf([share(5, 5), share(0, 0)])).toBeNull();
});
