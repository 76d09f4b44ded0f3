import { describe, expect, it } from "vitest";
import { loopDepth, loopHeader } from "./loop-guard.ts";

describe("the loop guard", () => {
  it.each([
    [null, 0],
    ["0", 0],
    ["-3", 0],
    ["x", 0],
    ["1.5", 0],
    ["2", 2],
    ["99", 5],
  ])("reads %j as depth %i", (header, depth) => {
    expect(loopDepth(header)).toBe(depth);
  });

  it("counts calls to ourselves only", () => {
    const own = "http://127.0.0.1:3000";
    expect(loopHeader("https://api.example.com/x", own, 3)).toEqual([]);
    expect(loopHeader(`${own}/api/v1/users/track`, own, undefined)).toEqual(["x-loop-depth", "1"]);
    expect(loopHeader(`${own}/api/v1/users/track`, own, 4)).toEqual(["x-loop-depth", "5"]);
  });
});
