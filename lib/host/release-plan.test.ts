import { describe, expect, it } from "vitest";
import { releasePlan } from "./release-plan.ts";
import { hostSettingsSchema } from "./schema.ts";
import type { HostRow } from "./store.ts";

const now = new Date("2026-11-27T10:00:00Z");
const at = (ms: number) => new Date(now.getTime() + ms);
const fresh = { perSecond: null, releasedAt: null };

function host(extra: Partial<HostRow> = {}, settings: object = {}): HostRow {
  return {
    workspace_id: "w",
    host: "api.example.com",
    settings: hostSettingsSchema.parse(settings),
    state: "closed",
    reason: null,
    open_count: 0,
    reopen_at: null,
    probe_until: null,
    ramp_from: null,
    blocked_until: null,
    learned_rate: null,
    learned_at: null,
    announced_rate: null,
    announced_at: null,
    last_headers: null,
    last_headers_at: null,
    signing: [],
    paused_urls: {},
    window_until: null,
    updated_at: now,
    ...extra,
  };
}

describe("what is let go of a parked queue", () => {
  it.each<[string, Partial<HostRow>, Date]>([
    ["a paused host", { state: "paused" }, at(60_000)],
    ["a host that asked for silence", { blocked_until: at(30_000) }, at(30_000)],
    ["an open breaker", { state: "open", reopen_at: at(20_000) }, at(20_000)],
    ["a probe on its way", { state: "half_open", probe_until: at(9_000) }, at(9_000)],
  ])("%s gets nothing until its time", (_name, state, nextAt) => {
    expect(releasePlan(host(state), fresh, now)).toEqual({ take: 0, nextAt, perSecond: null });
  });
  it("a silent host gets a row every ten seconds, a slow limit is looked at every five", () => {
    const slow = { rate_limit: { per_second: 0.1, burst: 1 } };
    expect(releasePlan(host(), { ...fresh, perSecond: 0.1 }, now).nextAt).toEqual(at(10_000));
    expect(releasePlan(host({}, slow), fresh, now).nextAt).toEqual(at(5_000));
  });
  it("when the pause of a breaker is over, one row for the probe and one in reserve", () => {
    expect(releasePlan(host({ state: "open", reopen_at: now }), fresh, now).take).toBe(2);
  });
  it("more rows go for the probe each time none of them could be sent, up to a bound", () => {
    const sick = host({ state: "open", reopen_at: now });
    let parked = { perSecond: null as number | null, releasedAt: null };
    const taken = Array.from({ length: 6 }, () => {
      const plan = releasePlan(sick, parked, now);
      parked = { ...parked, perSecond: plan.perSecond };
      return plan.take;
    });
    expect(taken).toEqual([2, 8, 32, 128, 500, 500]);
  });
  it("a host that came back starts slowly and doubles every two seconds, although nobody limited it", () => {
    const back = host({ ramp_from: now });
    const taken = [0, 1, 2, 3, 4].map(
      (second) =>
        releasePlan(
          back,
          { perSecond: null, releasedAt: second === 0 ? null : at((second - 1) * 1_000) },
          at(second * 1_000),
        ).take,
    );
    expect(taken).toEqual([20, 10, 20, 20, 40]);
  });
  it("a limited host gets as much as it takes, with two seconds' worth ahead", () => {
    const limited = host({}, { rate_limit: { per_second: 50 } });
    expect(releasePlan(limited, fresh, now)).toMatchObject({ take: 100, nextAt: at(1_000) });
    expect(releasePlan(limited, { perSecond: 50, releasedAt: at(-1_000) }, now).take).toBe(50);
    expect(releasePlan(limited, { perSecond: 50, releasedAt: at(-3_600_000) }, now).take).toBe(150);
  });
  it("of a slow queue single rows go, looked at every five seconds at the latest", () => {
    const slow = host({}, { rate_limit: { per_second: 0.01 } });
    expect(releasePlan(slow, fresh, now)).toMatchObject({ take: 1, nextAt: at(5_000) });
  });
  it("the pace seen while parking counts, and grows until somebody parks again", () => {
    expect(releasePlan(host(), { perSecond: 10, releasedAt: at(-1_000) }, now)).toMatchObject({
      take: 10,
      perSecond: 20,
    });
    expect(releasePlan(null, { perSecond: 10, releasedAt: at(-1_000) }, now).take).toBe(10);
  });
});
