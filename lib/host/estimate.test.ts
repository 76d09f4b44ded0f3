import { describe, expect, it } from "vitest";
import { type QueueFacts, queueEmptyAt } from "./estimate.ts";

const now = new Date("2026-11-27T10:00:00Z");
const facts: QueueFacts = {
  waiting: 600,
  state: "closed",
  blockedUntil: null,
  limits: [null, 10],
  observedPerSecond: 40,
};
const seconds = (given: Partial<QueueFacts>) => {
  const at = queueEmptyAt({ ...facts, ...given }, now);
  return at && (at.getTime() - now.getTime()) / 1_000;
};

describe("when the queue of a host is empty", () => {
  it("follows the lowest limit, and what was seen without one", () => {
    expect(seconds({})).toBe(60);
    expect(seconds({ limits: [null, null] })).toBe(15);
  });
  it("counts from the end of a block", () => {
    expect(seconds({ blockedUntil: new Date(now.getTime() + 30_000) })).toBe(90);
  });
  it("is not known while paused, without a pace, or with nothing to do", () => {
    expect(seconds({ state: "paused" })).toBeNull();
    expect(seconds({ limits: [], observedPerSecond: 0 })).toBeNull();
    expect(seconds({ limits: [], observedPerSecond: 0.9 })).toBeNull();
    expect(seconds({ waiting: 0 })).toBeNull();
  });
});
