import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backoffMs, FLOOR_APPLIES_FROM_SECONDS, JITTER_SHARE, OVERLOAD_FLOOR_MS } from "./backoff.ts";
import type { Verdict } from "./classify-response.ts";
import { nextAttempt } from "./next-attempt.ts";
import { retryPolicySchema } from "./schema.ts";

const step = fc.double({ min: 0, max: 604_800, noNaN: true });
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const askedMs = fc.integer({ min: 0, max: 3_600_000 });
const again: Verdict = {
  outcome: "backoff",
  reason: null,
  waitMs: null,
  overloaded: false,
  unreachable: false,
  rule: null,
  matched: null,
};
const now = new Date("2026-11-27T10:00:00Z");

describe("wait before the next attempt", () => {
  it("lies within the jitter of its step", () => {
    fc.assert(
      fc.property(step, random, (seconds, chance) => {
        const ms = backoffMs(seconds, { random: chance });
        expect(ms).toBeGreaterThanOrEqual(Math.floor(seconds * 1_000 * (1 - JITTER_SHARE)));
        expect(ms).toBeLessThanOrEqual(Math.ceil(seconds * 1_000 * (1 + JITTER_SHARE)));
      }),
    );
  });
  it("never shrinks when the step grows", () => {
    fc.assert(
      fc.property(step, step, random, askedMs, (one, other, chance, asked) => {
        const options = { random: chance, askedMs: asked, overloaded: true };
        expect(backoffMs(Math.min(one, other), options)).toBeLessThanOrEqual(
          backoffMs(Math.max(one, other), options),
        );
      }),
    );
  });
  it("is never before the time that the receiver asked for, and past it by a tenth and a second at most", () => {
    fc.assert(
      fc.property(random, askedMs, (chance, asked) => {
        const ms = backoffMs(0, { random: chance, askedMs: asked });
        expect(ms).toBeGreaterThanOrEqual(asked);
        expect(ms).toBeLessThanOrEqual(asked + Math.min(asked * 0.1, 1_000) + 1);
      }),
    );
  });
  it("is a minute at least after an overload, unless the step is short on purpose", () => {
    fc.assert(
      fc.property(step, random, (seconds, chance) => {
        const ms = backoffMs(seconds, { random: chance, overloaded: true });
        if (seconds >= FLOOR_APPLIES_FROM_SECONDS) expect(ms).toBeGreaterThanOrEqual(OVERLOAD_FLOOR_MS);
      }),
    );
  });
  it("comes once for each step and then never again, whatever chance and the receiver say", () => {
    const schedule = fc.array(step, { maxLength: 12 });
    fc.assert(
      fc.property(schedule, random, askedMs, (schedule_seconds, chance, asked) => {
        const policy = retryPolicySchema.parse({ schedule_seconds, unreachable_schedule_seconds: [] });
        for (let made = 1; made <= schedule_seconds.length + 2; made++) {
          const next = nextAttempt(again, { attemptsMade: made, kind: "automatic" }, policy, {
            now,
            random: chance,
            askedMs: asked,
          });
          if (made > schedule_seconds.length) {
            expect(next).toEqual({ status: "failed", reason: "exhausted_retries", nextAttemptAt: null });
            continue;
          }
          expect(next.status).toBe("retrying");
          expect(next.nextAttemptAt?.getTime()).toBeGreaterThanOrEqual(now.getTime() + asked);
        }
      }),
    );
  });
});
