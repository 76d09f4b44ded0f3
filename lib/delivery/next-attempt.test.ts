import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backoffMs } from "./backoff.ts";
import { classify, type SendResult } from "./classify-response.ts";
import { nextAttempt } from "./next-attempt.ts";
import { retryPolicySchema } from "./schema.ts";

const now = new Date("2026-03-04T05:06:07.000Z");
const policy = retryPolicySchema.parse({});
const answer = (statusCode: number, body = ""): SendResult => ({ kind: "response", statusCode, body });
const error = (errorClass: Extract<SendResult, { kind: "error" }>["errorClass"]): SendResult => ({
  kind: "error",
  errorClass,
});
const judge = (result: SendResult) => classify(result, []);
const next = (
  result: SendResult,
  attemptsMade = 1,
  options: { askedMs?: number; random?: number; kind?: "manual" } = {},
) =>
  nextAttempt(judge(result), { attemptsMade, kind: options.kind ?? "automatic" }, policy, {
    now,
    random: options.random ?? 0.5,
    askedMs: options.askedMs ?? 0,
  });
const waitSeconds = (state: { nextAttemptAt: Date | null }) =>
  state.nextAttemptAt === null ? null : (state.nextAttemptAt.getTime() - now.getTime()) / 1000;

describe("classifying", () => {
  it.each([200, 201, 202, 204, 206, 299])("takes %i as done", (status) => {
    expect(judge(answer(status))).toMatchObject({ outcome: "done", reason: null });
  });
  it.each([301, 302, 303, 307, 308, 304])("does not follow %i: failed", (status) => {
    expect(judge(answer(status))).toMatchObject({ outcome: "reject", reason: "redirect" });
  });
  it.each([400, 401, 403, 404, 405, 409, 413, 422, 431, 499])("gives up at once on %i", (status) => {
    expect(judge(answer(status))).toMatchObject({ outcome: "reject", reason: "rejected" });
  });
  it.each([408, 425, 429, 500, 501, 502, 503, 504, 599, 999, 101])("tries %i again", (status) => {
    expect(judge(answer(status))).toMatchObject({ outcome: "backoff", unreachable: false });
  });
  it("calls 410 gone", () => {
    expect(judge(answer(410)).reason).toBe("gone");
  });
  it.each([429, 502, 503, 504])("takes %i as a sign of overload", (status) => {
    expect(judge(answer(status)).overloaded).toBe(true);
  });
  it.each([
    "dns_error",
    "connection_refused",
    "connection_reset",
    "tls_error",
    "protocol_error",
    "timeout",
  ] as const)("tries again after %s, as unreachable", (errorClass) => {
    expect(judge(error(errorClass))).toMatchObject({ outcome: "backoff", unreachable: true });
  });
  it("never retries what our own policy refused", () => {
    expect(judge(error("blocked"))).toMatchObject({ outcome: "reject", reason: "blocked_webhook_url" });
    expect(judge(error("invalid_request"))).toMatchObject({ outcome: "reject", reason: "invalid_request" });
  });
  it("asks the campaign's rules before the host's, and both before the defaults", () => {
    const campaign = [{ status: 409, outcome: "already" as const }];
    const host = [
      { status: 409, outcome: "reject" as const },
      { status: 404, outcome: "wait" as const, wait_seconds: 2 },
    ];
    expect(classify(answer(409), [campaign, host]).outcome).toBe("already");
    expect(classify(answer(404), [campaign, host])).toMatchObject({ outcome: "wait", waitMs: 2_000 });
    expect(classify(answer(400), [campaign, host]).outcome).toBe("reject");
  });
});

describe("after an attempt", () => {
  it("is delivered by a 2xx", () => {
    expect(next(answer(204))).toEqual({ status: "delivered", reason: null, nextAttemptAt: null });
  });

  it.each([
    [1, 60],
    [2, 120],
    [3, 240],
    [4, 480],
    [5, 900],
  ])("waits by the schedule after failure number %i: %i s", (attempts, seconds) => {
    expect(next(answer(500), attempts)).toMatchObject({ status: "retrying", reason: "retry" });
    expect(waitSeconds(next(answer(500), attempts))).toBe(seconds);
  });

  it("is exhausted after the last step", () => {
    expect(next(answer(500), 6)).toEqual({
      status: "failed",
      reason: "exhausted_retries",
      nextAttemptAt: null,
    });
  });

  it.each([
    [6, 3_600],
    [7, 7_200],
    [8, 14_400],
    [9, 28_800],
    [10, 28_800],
    [11, null],
  ])("goes on by the long schedule while unreachable: after failure %i %s s", (attempts, seconds) => {
    expect(waitSeconds(next(error("connection_refused"), attempts))).toBe(seconds);
  });

  it("ends after one attempt with empty schedules", () => {
    const none = retryPolicySchema.parse({ schedule_seconds: [], unreachable_schedule_seconds: [] });
    const state = nextAttempt(judge(error("timeout")), { attemptsMade: 1, kind: "automatic" }, none, {
      now,
      random: 0,
      askedMs: 0,
    });
    expect(state).toMatchObject({ status: "failed", reason: "exhausted_retries" });
  });

  it("lets the later of Retry-After and schedule win", () => {
    expect(waitSeconds(next(answer(503), 1, { askedMs: 1_000 }))).toBe(60);
    expect(waitSeconds(next(answer(503), 1, { askedMs: 300_000 }))).toBeGreaterThanOrEqual(300);
  });

  it("never starts the schedule again after a manual attempt", () => {
    expect(next(answer(500), 1, { kind: "manual" })).toMatchObject({
      status: "failed",
      reason: "exhausted_retries",
    });
  });

  it("holds without using the schedule when a rule says wait", () => {
    const verdict = classify(answer(423), [[{ status: 423, outcome: "wait", wait_seconds: 2 }]]);
    const state = nextAttempt(verdict, { attemptsMade: 99, kind: "automatic" }, policy, {
      now,
      random: 0,
      askedMs: 5_000,
    });
    expect(state).toMatchObject({ status: "held", reason: "retry_after" });
    expect(waitSeconds(state)).toBe(5);
  });

  it.each([
    [2_000, "{}", 2],
    [0, "{}", 5],
    [2_000, '{"retry":7}', 7],
    [9_000, '{"retry":7}', 9],
  ])(
    "waits, asked for %i ms by header and by %s, %i seconds: the rule's own time is the last resort",
    (askedMs, body, seconds) => {
      const rule = { status: 429, outcome: "wait", wait_seconds: 5, wait_path: "retry" } as const;
      const verdict = classify(answer(429, body), [[rule]]);
      const state = nextAttempt(verdict, { attemptsMade: 1, kind: "automatic" }, policy, {
        now,
        random: 0,
        askedMs,
      });
      expect(waitSeconds(state)).toBe(seconds);
    },
  );

  it("is held without a time when the destination is halted", () => {
    const verdict = classify(answer(401), [[{ status: 401, outcome: "halt" }]]);
    const state = nextAttempt(verdict, { attemptsMade: 1, kind: "automatic" }, policy, {
      now,
      random: 0,
      askedMs: 0,
    });
    expect(state).toEqual({ status: "held", reason: "destination_halted", nextAttemptAt: null });
  });
});

describe("backoff", () => {
  it("stays within 20 % of the step", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.25, max: 40_000, noNaN: true }),
        fc.double({ min: 0, max: 0.999999, noNaN: true }),
        (step, random) => {
          const ms = backoffMs(step, { random });
          expect(ms).toBeGreaterThanOrEqual(Math.floor(step * 800));
          expect(ms).toBeLessThanOrEqual(Math.ceil(step * 1200));
        },
      ),
    );
  });

  it("never fires before the time the receiver asked for", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3_600_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (askedMs, random) => {
          expect(backoffMs(0.25, { random, askedMs })).toBeGreaterThanOrEqual(askedMs);
        },
      ),
    );
  });

  it("waits at least a minute after overload, unless the schedule was made short on purpose", () => {
    expect(backoffMs(30, { random: 0, overloaded: true })).toBe(60_000);
    expect(backoffMs(0.25, { random: 0.5, overloaded: true })).toBe(250);
    expect(backoffMs(30, { random: 0.5, overloaded: true, overloadFloorMs: 5_000 })).toBe(30_000);
  });
});
