import { describe, expect, it } from "vitest";
import { depthsOf, loopDepth, loopHeader } from "./loop-guard.ts";

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

  it("knows the deepest of what each person did and became", () => {
    const event = { id: "e", external_id: "x", kind: "event", name: "n", time: "t", properties: {} } as const;
    const change = { external_id: "x", attribute: "a", from: 1, to: 2 };
    const call = { workspace_id: "w", received_at: "t" };
    const depths = depthsOf([
      {
        ...call,
        events: [{ ...event, profile_id: "p1", loop_depth: 2 }],
        attribute_changes: [],
        loop_depth: 2,
      },
      { ...call, events: [], attribute_changes: [{ ...change, profile_id: "p1" }], loop_depth: 4 },
      { ...call, events: [{ ...event, profile_id: "p2" }], attribute_changes: [] },
    ]);
    expect([...depths]).toEqual([["p1", 4]]);
  });
});
