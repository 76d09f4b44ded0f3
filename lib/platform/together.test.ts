import { describe, expect, it } from "vitest";
import { together } from "./together.ts";

function counting() {
  const calls: (readonly number[])[] = [];
  const double = together(async (keys: readonly number[]) => {
    calls.push(keys);
    if (keys.includes(13)) throw new Error("no");
    return keys.map((key) => key * 2);
  });
  return { calls, double };
}

describe("together", () => {
  it("answers each of those who ask in one moment, with one call", async () => {
    const { calls, double } = counting();
    const late = Promise.resolve().then(() => double(3));
    expect(await Promise.all([double(1), double(2), late])).toEqual([2, 4, 6]);
    expect(calls).toEqual([[1, 2, 3]]);
  });

  it("calls again for those who ask later", async () => {
    const { calls, double } = counting();
    await double(1);
    expect(await double(2)).toBe(4);
    expect(calls).toEqual([[1], [2]]);
  });

  it("tells everybody when it fails, and goes on afterwards", async () => {
    const { double } = counting();
    const both = await Promise.allSettled([double(1), double(13)]);
    expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await double(1)).toBe(2);
  });
});
