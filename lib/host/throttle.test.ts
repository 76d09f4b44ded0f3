import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { effectivePace, sendDelays, tokensAhead } from "./throttle.ts";

describe("moments of sending", () => {
  it("are at once for the burst, then one per interval", () => {
    expect(sendDelays(5, 0, { perSecond: 10, burst: 3 })).toEqual([0, 0, 0, 100, 200]);
  });
  it("continue where the last taken token ended", () => {
    expect(sendDelays(2, 500, { perSecond: 10, burst: 1 })).toEqual([500, 600]);
  });
  it("L166, L171 never crowd: in any time of t seconds lie at most burst + rate × t", () => {
    const pace = fc.record({
      perSecond: fc.double({ min: 0.1, max: 500, noNaN: true }),
      burst: fc.integer({ min: 1, max: 50 }),
    });
    fc.assert(
      fc.property(pace, fc.integer({ min: 1, max: 200 }), fc.nat(2_000), (limit, granted, excessMs) => {
        const delays = sendDelays(granted, excessMs, limit);
        const crowded = delays.some((from, first) =>
          delays.some(
            (to, last) =>
              last >= first &&
              last - first + 1 > limit.burst + ((to - from) * limit.perSecond) / 1_000 + 1 + 1e-6,
          ),
        );
        expect(crowded).toBe(false);
      }),
      { numRuns: 30 },
    );
  });
  it.each([
    { perSecond: 50, room: 1_000, ahead: 50 },
    { perSecond: 5_000, room: 1_000, ahead: 250 },
    { perSecond: 50, room: 10, ahead: 10 },
    { perSecond: 0.1, room: 1_000, ahead: 0.1 },
    { perSecond: 50, room: -3, ahead: 0 },
  ])("are taken $ahead ahead at $perSecond per second with room for $room", ({ perSecond, room, ahead }) => {
    expect(tokensAhead({ perSecond, burst: 1 }, room)).toBeCloseTo(ahead);
  });
});

describe("effective pace", () => {
  const configured = { perSecond: 100, burst: 50 };
  it("is the lowest of all limits, with a burst that fits", () => {
    expect(effectivePace(configured, [null, undefined])).toBe(configured);
    expect(effectivePace(configured, [500])).toBe(configured);
    expect(effectivePace(configured, [10, 40])).toEqual({ perSecond: 10, burst: 10 });
    expect(effectivePace(configured, [0.5])).toEqual({ perSecond: 0.5, burst: 1 });
    expect(effectivePace(null, [20])).toEqual({ perSecond: 20, burst: 20 });
    expect(effectivePace(null, [])).toBeNull();
  });
});
