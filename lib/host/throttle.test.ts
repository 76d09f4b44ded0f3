import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { acquire, adaptPace, type Bucket, effectivePace, leaseLifeMs, leaseSize } from "./throttle.ts";

const t0 = new Date("2026-03-04T05:06:07.000Z");
const at = (ms: number) => new Date(t0.getTime() + ms);
const empty: Bucket = { tat: 0 };

describe("bucket", () => {
  it("grants the burst at once and then one per interval", () => {
    const pace = { perSecond: 10, burst: 3 };
    const first = acquire(empty, pace, 5, t0);
    expect(first).toMatchObject({ granted: 3, waitMs: 100 });
    expect(acquire(first.bucket, pace, 1, at(99))).toMatchObject({ granted: 0 });
    expect(acquire(first.bucket, pace, 5, at(100))).toMatchObject({ granted: 1, waitMs: 100 });
  });

  it("spreads 60 a minute over the minute when the burst is one", () => {
    const pace = { perSecond: 1, burst: 1 };
    const first = acquire(empty, pace, 60, t0);
    expect(first).toMatchObject({ granted: 1, waitMs: 1_000 });
  });

  it("asks for no wait when everything was granted", () => {
    expect(acquire(empty, { perSecond: 1, burst: 4 }, 4, t0)).toMatchObject({ granted: 4, waitMs: 0 });
  });

  it("never grants more than burst + rate × time, whoever asks when", () => {
    const asks = fc.array(fc.record({ gapMs: fc.nat(3_000), want: fc.nat(50) }), {
      minLength: 1,
      maxLength: 60,
    });
    const pace = fc.record({
      perSecond: fc.double({ min: 0.1, max: 200, noNaN: true }),
      burst: fc.integer({ min: 1, max: 50 }),
    });
    fc.assert(
      fc.property(asks, pace, (steps, { perSecond, burst }) => {
        let bucket = empty;
        let elapsed = 0;
        let total = 0;
        for (const { gapMs, want } of steps) {
          elapsed += gapMs;
          const grant = acquire(bucket, { perSecond, burst }, want, at(elapsed));
          bucket = grant.bucket;
          total += grant.granted;
          expect(grant.granted).toBeLessThanOrEqual(want);
          expect(total).toBeLessThanOrEqual(burst + (elapsed * perSecond) / 1000 + 1e-3);
        }
      }),
    );
  });

  it("grants after exactly the wait it announced", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 20 }), (perSecond, burst) => {
        const drained = acquire(empty, { perSecond, burst }, burst + 1, t0);
        expect(acquire(drained.bucket, { perSecond, burst }, 1, at(Math.ceil(drained.waitMs))).granted).toBe(
          1,
        );
      }),
    );
  });
});

describe("lease", () => {
  it.each([
    { need: 500, perSecond: 100, size: 25 },
    { need: 3, perSecond: 100, size: 3 },
    { need: 500, perSecond: 3.9, size: 1 },
    { need: 500, perSecond: 0.1, size: 1 },
    { need: 0, perSecond: 2, size: 0 },
  ])("of $size for a need of $need at $perSecond per second", ({ need, perSecond, size }) => {
    expect(leaseSize(need, perSecond)).toBe(size);
  });

  it("lives between a quarter second and a second", () => {
    expect([leaseLifeMs(0.5), leaseLifeMs(2), leaseLifeMs(1_000)]).toEqual([1_000, 500, 250]);
  });
});

describe("learned pace", () => {
  it("halves on overload, at most once a second", () => {
    const first = adaptPace(null, "overload", 80, 100, t0);
    expect(first?.perSecond).toBe(40);
    expect(adaptPace(first, "overload", 80, 100, at(500))).toEqual(first);
    expect(adaptPace(first, "overload", 80, 100, at(1_000))?.perSecond).toBe(20);
  });

  it("never falls below one request in five seconds", () => {
    let learned = adaptPace(null, "overload", 1, 100, t0);
    for (let second = 1; second < 20; second += 1)
      learned = adaptPace(learned, "overload", 1, 100, at(second * 1_000));
    expect(learned?.perSecond).toBe(0.2);
  });

  it("climbs by five percent of the ceiling and is forgotten at the top", () => {
    const low = { perSecond: 90, changedAt: t0.getTime() };
    expect(adaptPace(low, "ok", 0, 100, at(1_000))?.perSecond).toBe(95);
    expect(adaptPace({ ...low, perSecond: 96 }, "ok", 0, 100, at(1_000))).toBeNull();
    expect(adaptPace(null, "ok", 0, 100, t0)).toBeNull();
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
