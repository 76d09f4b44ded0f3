import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseHttpDate } from "./http-date.ts";
import { type HeaderList, parseRateLimitHeaders, rateHeadersSeen } from "./parse-rate-limit-headers.ts";

const now = new Date("2026-03-04T05:06:07.000Z");
const read = (headers: HeaderList) => parseRateLimitHeaders(headers, { now });
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

describe("Retry-After", () => {
  it.each([
    { value: "4", waitMs: 4_000 },
    { value: " 4 ", waitMs: 4_000 },
    { value: "0", waitMs: 0 },
    { value: "Wed, 04 Mar 2026 05:06:11 GMT", waitMs: 4_000 },
    { value: "Wednesday, 04-Mar-26 05:06:11 GMT", waitMs: 4_000 },
    { value: "Wed Mar  4 05:06:11 2026", waitMs: 4_000 },
    { value: "Wed, 04 Mar 2026 05:06:01 GMT", waitMs: 0 },
  ])("C33, C34, C35 waits $waitMs ms for $value", ({ value, waitMs }) => {
    expect(read({ "retry-after": value })).toMatchObject({ source: "retry-after", waitMs });
  });

  it.each([
    "-5",
    "120.5",
    "1e3",
    "0x10",
    "5abc",
    "soon 1",
    "21 Oct",
    "2015-10-21",
    "",
    "   ",
    "12345678901",
    "Wed, 31 Feb 2026 05:06:11 GMT",
    "Wed, 04 Mar 2026 25:06:11 GMT",
    "Wed, 04 Mar 2026 05:06:11 +0000",
  ])("C38, C39 ignores %j", (value) => {
    expect(read({ "retry-after": value })).toBeNull();
  });

  it("C37 measures a date against the answer's own clock", () => {
    const skewed = { date: "Wed, 04 Mar 2026 04:56:07 GMT", "retry-after": "Wed, 04 Mar 2026 04:56:11 GMT" };
    expect(read(skewed)?.waitMs).toBe(4_000);
  });

  it("C41 remembers what was asked when it clamps", () => {
    expect(read({ "retry-after": "1000000" })).toMatchObject({ askedMs: 1e9, waitMs: 3_600_000 });
    const clamped = parseRateLimitHeaders({ "retry-after": "90" }, { now, maxWaitMs: 60_000 });
    expect(clamped).toMatchObject({ askedMs: 90_000, waitMs: 60_000 });
  });

  it("C42 takes the larger of two lines and skips a broken one", () => {
    expect(read({ "retry-after": ["5", "9"] })?.waitMs).toBe(9_000);
    expect(read({ "retry-after": ["soon", "3"] })?.waitMs).toBe(3_000);
  });

  it("C46 is heeded on a success too", () => {
    expect(read({ "retry-after": "60" })?.waitMs).toBe(60_000);
    expect(read({ "retry-after": "60" })?.waitMs).toBe(60_000);
  });

  it("D57 goes before every other header", () => {
    expect(read({ "retry-after": "2", ratelimit: '"d";r=0;t=60' })).toMatchObject({
      source: "retry-after",
      waitMs: 2_000,
      remaining: 0,
    });
  });
});

describe("RateLimit list", () => {
  it("reads what is left and until when", () => {
    expect(read({ ratelimit: '"default";r=5;t=10' })).toMatchObject({
      remaining: 5,
      resetMs: 10_000,
      waitMs: 0,
      askedMs: null,
    });
  });

  it("D55 lets the tightest policy win", () => {
    expect(read({ ratelimit: '"a";r=50;t=1, "b";r=0;t=7' })).toMatchObject({
      remaining: 0,
      waitMs: 7_000,
    });
    expect(read({ ratelimit: '"a";r=0;t=3, "b";r=0;t=7' })?.waitMs).toBe(7_000);
    expect(read({ ratelimit: '"a";r=100;t=1, "b";r=10;t=10' })?.remaining).toBe(10);
  });

  it("turns a policy into a ceiling, alone or with the list", () => {
    expect(read({ "ratelimit-policy": '"p";q=10;w=2' })).toMatchObject({
      policyPerSecond: 5,
      waitMs: 0,
    });
    expect(read({ "ratelimit-policy": '"p";q=10;w=2, "m";q=60;w=60' })?.policyPerSecond).toBe(1);
    expect(read({ "ratelimit-policy": '"p";q=10;w=2', ratelimit: '"p";r=3;t=1' })).toMatchObject({
      remaining: 3,
      policyPerSecond: 5,
    });
  });

  it.each([
    '"day";q=1000;w=86400',
    '"kb";q=10;w=1;qu="content-bytes"',
    '"p";q=0;w=1',
    '"p";q=5;w=0',
    '"p";q=5',
    '"p;q=5;w=1',
  ])("makes no pace of %s: a budget, another unit, no number", (value) => {
    expect(read({ "ratelimit-policy": value })?.policyPerSecond ?? null).toBeNull();
    expect(read({ "ratelimit-policy": `${value}, "p";q=8;w=2` })?.policyPerSecond ?? null).toBe(
      value.startsWith('"p;') ? null : 4,
    );
  });

  it("D54 of any policies makes the slowest pace, and never one that is none", () => {
    const policies = fc.array(
      fc.record({ q: fc.integer({ min: 1, max: 1e9 }), w: fc.integer({ min: 1, max: 60 }) }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(policies, (list) => {
        const value = list.map(({ q, w }, index) => `"p${index}";q=${q};w=${w}`).join(", ");
        const slowest = Math.min(...list.map(({ q, w }) => q / w));
        expect(read({ "ratelimit-policy": value })?.policyPerSecond).toBe(slowest);
      }),
    );
  });

  it.each(['"d";r=x;t=10', '"d;r=5', ";;;", '"d";R=5', "", '"d";r=-1;t=3'])(
    "ignores malformed %j",
    (value) => {
      expect(read({ ratelimit: value })).toBeNull();
    },
  );

  it("still reads the older dictionary form", () => {
    expect(read({ ratelimit: "limit=100, remaining=0, reset=30" })).toMatchObject({
      limit: 100,
      waitMs: 30_000,
    });
  });

  it("D58, D59 clamps a far reset and a fantastic allowance", () => {
    expect(read({ ratelimit: '"d";r=0;t=999999' })?.waitMs).toBe(3_600_000);
    expect(read({ ratelimit: '"d";r=1000000000000;t=1' })).toMatchObject({ remaining: 1e12, waitMs: 0 });
  });

  it("D69 is ignored on an answer from a cache", () => {
    expect(read({ age: "30", ratelimit: '"d";r=0;t=60' })).toBeNull();
    expect(read({ age: "0", ratelimit: '"d";r=0;t=60' })?.waitMs).toBe(60_000);
  });
});

describe("limit, remaining and reset fields", () => {
  const families = [
    ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"],
    ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"],
    ["x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset"],
  ] as const;

  const resets = [
    { form: "delta seconds", reset: "4" },
    { form: "epoch seconds", reset: String(later(4).getTime() / 1000) },
    { form: "fractional epoch seconds", reset: `${later(4).getTime() / 1000}.0` },
    { form: "epoch milliseconds", reset: String(later(4).getTime()) },
    { form: "ISO 8601", reset: later(4).toISOString() },
    { form: "an HTTP date", reset: later(4).toUTCString() },
  ];

  it.each(families.flatMap((family) => resets.map((reset) => ({ family, ...reset }))))(
    "D61, D62, D63, D66 $family.2 as $form waits four seconds",
    ({ family: [limit, remaining, reset], reset: value }) => {
      const hint = read({ [limit]: "100", [remaining]: "0", [reset]: value });
      expect(hint).toMatchObject({ limit: 100, remaining: 0, waitMs: 4_000 });
    },
  );

  it("D67 reads the first integer of lists and repeated lines", () => {
    const hint = read({
      "x-ratelimit-limit": "10, 10;w=1",
      "x-ratelimit-remaining": ["0", "7"],
      "x-ratelimit-reset": "2",
    });
    expect(hint).toMatchObject({ limit: 10, remaining: 0, waitMs: 2_000, policyPerSecond: 10 });
  });

  it("D65 falls back to a short wait of its own when nothing is left and no reset is given", () => {
    expect(read({ "x-rate-limit-remaining": "0" })).toMatchObject({ waitMs: 1_000, resetMs: null });
    expect(read({ "x-rate-limit-remaining": "0", "x-rate-limit-reset": "never" })?.waitMs).toBe(1_000);
  });

  it("prefers the standard spelling over the older ones", () => {
    expect(read({ "ratelimit-remaining": "3", "x-ratelimit-remaining": "0" })).toMatchObject({
      source: "ratelimit-fields",
      remaining: 3,
    });
  });

  it("understands a vendor's names when told about them", () => {
    const headers = { "x-vendor-max": "100", "x-vendor-left": "0", "x-vendor-reset": "3" };
    const aliases = { limit: "x-vendor-max", remaining: "x-vendor-left", reset: "x-vendor-reset" };
    expect(read(headers)).toBeNull();
    expect(parseRateLimitHeaders(headers, { now, aliases })).toMatchObject({
      source: "alias",
      waitMs: 3_000,
    });
  });

  it("ignores what is not a number", () => {
    expect(read({ "x-ratelimit-remaining": "none", "x-ratelimit-limit": "-1" })).toBeNull();
  });
});

describe("any headers at all", () => {
  it("never throws and never asks for a wait outside its bounds", () => {
    const value = fc.oneof(
      fc.string(),
      fc.array(fc.string(), { maxLength: 3 }),
      fc.integer().map(String),
      fc.double().map(String),
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
      fc.tuple(fc.nat(), fc.nat()).map(([r, t]) => `"d";r=${r};t=${t}`),
    );
    const name = fc.constantFrom(
      "retry-after",
      "ratelimit",
      "ratelimit-policy",
      "ratelimit-remaining",
      "x-ratelimit-reset",
      "x-ratelimit-remaining",
      "x-rate-limit-limit",
      "x-rate-limit-reset",
      "date",
      "age",
    );
    fc.assert(
      fc.property(fc.dictionary(name, value), (headers) => {
        const hint = parseRateLimitHeaders(headers, { now });
        if (!hint) return;
        expect(hint.waitMs).toBeGreaterThanOrEqual(0);
        expect(hint.waitMs).toBeLessThanOrEqual(3_600_000);
        for (const field of [hint.limit, hint.remaining, hint.resetMs, hint.policyPerSecond]) {
          if (field !== null) expect(Number.isFinite(field) && field >= 0).toBe(true);
        }
      }),
    );
  });

  it("reads back every date it could be sent", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_799 }), (seconds) => {
        expect(parseHttpDate(new Date(seconds * 1000).toUTCString(), now)).toBe(seconds * 1000);
      }),
    );
  });

  it("keeps the raw lines for display", () => {
    expect(
      rateHeadersSeen({
        headers: { "retry-after": "3", "content-type": "x", ratelimit: ["a", "b"] },
        aliases: null,
      }),
    ).toEqual({
      "retry-after": "3",
      ratelimit: "a, b",
    });
  });
});
