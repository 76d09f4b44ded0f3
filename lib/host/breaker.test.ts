import { describe, expect, it } from "vitest";
import {
  admit,
  cooldownMs,
  HEALTHY,
  type HealthSignal,
  healthSignal,
  isSilent,
  looksLikeLocalFault,
  newWindow,
  openingReason,
  rampPace,
  recordHealth,
  windowCounts,
  withOthers,
} from "./breaker.ts";
import { DEFAULT_HOST_SETTINGS } from "./schema.ts";

const settings = DEFAULT_HOST_SETTINGS.breaker;
const t0 = new Date("2026-03-04T05:06:07.000Z");
const at = (ms: number) => new Date(t0.getTime() + ms);
const countsOf = (signals: HealthSignal[], gapMs = 10) => {
  const window = newWindow(settings.window_seconds);
  signals.forEach((signal, index) => {
    recordHealth(window, signal, at(index * gapMs));
  });
  return windowCounts(window, at(signals.length * gapMs));
};
const mix = (failures: number, successes: number): HealthSignal[] =>
  // Successes spread between failures, so that no long run of failures forms.
  Array.from({ length: failures + successes }, (_, index) =>
    Math.floor(((index + 1) * failures) / (failures + successes)) >
    Math.floor((index * failures) / (failures + successes))
      ? "failure"
      : "ok",
  );

describe("opening", () => {
  it("opens on the tenth failure in a row, not on the ninth", () => {
    expect(openingReason(countsOf(Array<HealthSignal>(9).fill("failure")), settings)).toBeNull();
    expect(openingReason(countsOf(Array<HealthSignal>(10).fill("failure")), settings)).toBe(
      "10 requests in a row failed",
    );
  });

  it("opens when half of at least twenty requests failed", () => {
    expect(openingReason(countsOf(mix(10, 10)), settings)).toBe("10 of the last 20 requests failed");
    expect(openingReason(countsOf(mix(9, 11)), settings)).toBeNull();
    expect(openingReason(countsOf(mix(9, 9)), settings)).toBeNull();
  });

  it("M183 stays closed just below another ratio", () => {
    const seventy = { ...settings, failure_ratio: 0.7, consecutive_failures: 1000 };
    expect(openingReason(countsOf(mix(69, 31)), seventy)).toBeNull();
    expect(openingReason(countsOf(mix(70, 30)), seventy)).not.toBeNull();
  });

  it("forgets what is older than the window", () => {
    const window = newWindow(60);
    for (let i = 0; i < 30; i += 1) recordHealth(window, i % 2 ? "failure" : "ok", t0);
    expect(windowCounts(window, at(59_000)).requests).toBe(30);
    expect(windowCounts(window, at(66_000))).toMatchObject({ requests: 0, failures: 0 });
  });

  it("never opens when it is switched off", () => {
    const off = { ...settings, enabled: false };
    expect(openingReason(countsOf(Array<HealthSignal>(50).fill("failure")), off)).toBeNull();
  });

  it("counts neutral answers neither way", () => {
    expect(countsOf(["failure", "neutral", "failure"])).toEqual({
      requests: 2,
      failures: 2,
      consecutiveFailures: 2,
    });
  });
});

describe("health signal", () => {
  it.each([
    [200, null, "ok"],
    [404, null, "ok"],
    [302, null, "ok"],
    [429, null, "neutral"],
    [500, null, "failure"],
    [503, null, "failure"],
    [null, "timeout", "failure"],
    [null, "dns_error", "failure"],
    [null, "blocked", "neutral"],
    [null, "invalid_request", "neutral"],
  ] as const)("M185, M186 of status %s and error %s is %s", (statusCode, errorClass, signal) => {
    expect(healthSignal({ statusCode, errorClass })).toBe(signal);
  });
});

describe("admission", () => {
  const open = { ...HEALTHY, state: "open" as const, openCount: 1, reopenAt: at(60_000) };
  const halfOpen = { ...open, state: "half_open" as const, probeUntil: at(80_000) };

  it("lets everything through while closed", () => {
    expect(admit(HEALTHY, t0)).toEqual({ kind: "allow" });
  });

  it("holds until the cool-down ends, then offers one probe", () => {
    expect(admit(open, at(59_999))).toEqual({ kind: "hold", until: at(60_000) });
    expect(admit(open, at(60_000))).toEqual({ kind: "probe" });
  });

  it("M182 holds beside a running probe and offers another when its worker is gone", () => {
    expect(admit(halfOpen, at(70_000))).toEqual({ kind: "hold", until: at(80_000) });
    expect(admit(halfOpen, at(80_000))).toEqual({ kind: "probe" });
  });
});

describe("cool-down", () => {
  it.each([
    [1, 60_000],
    [2, 120_000],
    [3, 240_000],
    [4, 480_000],
    [50, 480_000],
  ])("M181 after opening number %i is %i ms", (openCount, ms) => {
    expect(cooldownMs(openCount, settings, 0, 0)).toBe(ms);
    expect(cooldownMs(openCount, settings, 0, 1)).toBeCloseTo(ms * 1.1);
  });

  it("is never shorter than the wait the receiver asked for", () => {
    expect(cooldownMs(1, settings, 600_000, 0.5)).toBe(600_000);
  });
});

describe("ramp", () => {
  it("starts at five percent and doubles every two seconds", () => {
    expect([0, 1_999, 2_000, 4_000].map((ms) => rampPace(t0, 100, at(ms)))).toEqual([5, 5, 10, 20]);
  });
  it("ends at the ceiling", () => {
    expect(rampPace(t0, 100, at(10_000))).toBeNull();
    expect(rampPace(t0, null, at(60_000))).toBeNull();
    expect(rampPace(null, 100, t0)).toBeNull();
  });
  it("lets at least one a second through", () => {
    expect(rampPace(t0, 2, t0)).toBe(1);
  });
});

describe("local fault", () => {
  it("M193 takes silence of every host for a fault of our own network, a single sign of life excludes it", () => {
    const silent = { at: 0, silent: true };
    const alive = { at: 0, silent: false };
    expect(looksLikeLocalFault([silent, silent, silent, silent])).toBe(true);
    expect(looksLikeLocalFault([silent, silent, silent, silent, alive])).toBe(false);
    expect(looksLikeLocalFault([silent, silent, silent])).toBe(false);
  });

  it.each([
    ["dns_error", false, true],
    ["network_unreachable", false, true],
    ["timeout", false, true],
    ["timeout", true, false],
    ["connection_refused", false, false],
    ["connection_reset", false, false],
  ])("%s, connected %s: silent %s", (errorClass, connected, silent) => {
    expect(isSilent({ statusCode: null, errorClass, connected })).toBe(silent);
  });
});

describe("what all workers see together", () => {
  const own = { requests: 4, failures: 4, consecutiveFailures: 4 };
  it("adds up, and failures in a row end where another one was answered well", () => {
    const others = [
      { requests: 3, failures: 3 },
      { requests: 5, failures: 4 },
      { requests: 6, failures: 6 },
    ];
    expect(withOthers(own, others)).toEqual({ requests: 18, failures: 17, consecutiveFailures: 7 });
  });
  it("is no row of failures when this worker was answered well itself", () => {
    const mixed = { requests: 9, failures: 4, consecutiveFailures: 4 };
    expect(withOthers(mixed, [{ requests: 20, failures: 20 }]).consecutiveFailures).toBe(4);
  });
});
