import { describe, expect, it } from "vitest";
import { isLowDisk } from "./system-schema.ts";

const GIB = 2 ** 30;

describe("disk", () => {
  it.each([
    { free: 1 * GIB, total: 10 * GIB, low: true },
    { free: 3 * GIB, total: 10 * GIB, low: false },
    { free: 10 * GIB, total: 1_000 * GIB, low: true },
    { free: 60 * GIB, total: 1_000 * GIB, low: false },
  ])("with $free of $total bytes free is low: $low", ({ free, total, low }) => {
    expect(isLowDisk(free, total)).toBe(low);
  });
});
