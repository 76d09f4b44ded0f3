import { expect, it } from "vitest";
import { percentile } from "./percentile.ts";

it.each([
  { values: [], share: 0.5, expected: 0 },
  { values: [7], share: 0.99, expected: 7 },
  { values: [3, 1, 2, 4], share: 0.5, expected: 2 },
  { values: Array.from({ length: 100 }, (_, n) => 100 - n), share: 0.99, expected: 99 },
])("$share of $values.length values lie at or below $expected", ({ values, share, expected }) => {
  expect(percentile(values, share)).toBe(expected);
});
