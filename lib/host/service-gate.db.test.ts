/** What the answers of a host do to it, with the time in the test's hands. */
import { describe, expect, it } from "vitest";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { countStatements, createWorkspace } from "#lib/testing/factories.ts";
import type { AnswerFacts } from "./health.ts";
import { hostSettingsSchema } from "./schema.ts";
import { HostGate } from "./service-gate.ts";
import { findHost, openHost, saveHostSettings } from "./store.ts";
import { resumeHost } from "./store-pause.ts";

useTestDatabase();

const HOST = "api.example.com";

function answer(statusCode: number, headers: Record<string, string> = {}): AnswerFacts {
  return { statusCode, headers, errorClass: null, durationMs: 5, probe: false, connected: true };
}

function proxyError(): AnswerFacts {
  return { ...answer(0), statusCode: null, errorClass: "proxy_error", connected: false };
}

/** A worker's gate and a host it knows; `at` are milliseconds from now on. */
async function gateOf(settings: object = {}) {
  const { workspaceId } = await createWorkspace();
  const from = Date.now();
  const at = (ms: number) => new Date(from + ms);
  await saveHostSettings(pool(), workspaceId, HOST, hostSettingsSchema.parse(settings), at(0));
  const gate = new HostGate("test");
  const report = async (facts: AnswerFacts, ms: number) => {
    gate.forget(workspaceId, HOST);
    return gate.report(workspaceId, HOST, facts, at(ms));
  };
  const row = async () => {
    const found = await findHost(workspaceId, HOST);
    if (!found) throw new Error("the host is not known");
    return found;
  };
  return { gate, workspaceId, at, report, row };
}

describe("adaptive pace", () => {
  it("halves on overload, at most once a second, and comes back step by step until nothing is left of it", async () => {
    const { report, row } = await gateOf({ rate_limit: { per_second: 20 } });
    for (let index = 0; index < 10; index++) await report(answer(200), index * 10);
    await report(answer(503), 200);
    const slowed = (await row()).learned_rate ?? 0;
    expect(slowed).toBeGreaterThanOrEqual(0.2);
    expect(slowed).toBeLessThanOrEqual(10);
    await report(answer(503), 700);
    expect((await row()).learned_rate).toBe(slowed);
    await report(answer(503), 1_300);
    expect((await row()).learned_rate).toBe(Math.max(0.2, slowed / 2));
    const seen: (number | null)[] = [];
    for (let second = 3; second <= 25; second++) {
      await report(answer(200), second * 1_000);
      seen.push((await row()).learned_rate);
    }
    expect(seen[1]).toBeCloseTo((seen[0] ?? 0) + 1);
    expect(seen.at(-1)).toBeNull();
  });

  it("also learns from a receiver that says how long to wait, which it would have to say at every burst", async () => {
    const telling = await gateOf({ rate_limit: { per_second: 20 } });
    for (let index = 0; index < 10; index++) await telling.report(answer(200), index * 10);
    await telling.report(answer(429, { "retry-after": "1" }), 200);
    expect((await telling.row()).learned_rate).toBeLessThanOrEqual(10);
    expect((await telling.row()).blocked_until).not.toBeNull();
  });

  it("does not learn when it is switched off", async () => {
    const fixed = await gateOf({ adaptive: false });
    for (let index = 0; index < 5; index++) await fixed.report(answer(503), index);
    expect((await fixed.row()).learned_rate).toBeNull();
  });
});

describe("an announced policy", () => {
  it("D54, D59 is a ceiling for every worker, and never raises the configured one", async () => {
    const { workspaceId, at, report, row } = await gateOf();
    await report(answer(200, { "ratelimit-policy": '"p";q=10;w=2' }), 0);
    expect((await row()).announced_rate).toBe(5);
    const other = await new HostGate("other").admit(workspaceId, HOST, { want: 40, room: 0 }, at(1));
    expect(other).toMatchObject({ allowed: 1, reason: "rate_limit", perSecond: 5 });
    const slow = await gateOf({ rate_limit: { per_second: 2, burst: 1 } });
    await slow.report(answer(200, { "ratelimit-policy": '"p";q=1000000000000;w=1' }), 0);
    const admitted = await new HostGate("other").admit(
      slow.workspaceId,
      HOST,
      { want: 40, room: 0 },
      slow.at(1),
    );
    expect(admitted).toMatchObject({ allowed: 1, perSecond: 2 });
  });
});

describe("after a wait that the receiver asked for", () => {
  const asked = { want: 1_000, room: 0 };

  it("C51 a host that was silent for long comes back step by step", async () => {
    const { gate, workspaceId, at, report, row } = await gateOf();
    await report(answer(429, { "retry-after": "60" }), 0);
    expect((await row()).ramp_from).toEqual(at(60_000));
    gate.forget(workspaceId, HOST);
    expect(await gate.admit(workspaceId, HOST, asked, at(59_000))).toMatchObject({
      allowed: 0,
      reason: "retry_after",
      until: at(60_000),
    });
    const first = await gate.admit(workspaceId, HOST, asked, at(60_000));
    expect(first).toMatchObject({ allowed: 10, reason: "rate_limit" });
    gate.forget(workspaceId, HOST);
    expect((await gate.admit(workspaceId, HOST, asked, at(90_000))).allowed).toBe(1_000);
  });

  it("a short wait is followed by everything that may go", async () => {
    const { gate, workspaceId, at, report } = await gateOf();
    await report(answer(429, { "retry-after": "2" }), 0);
    gate.forget(workspaceId, HOST);
    expect((await gate.admit(workspaceId, HOST, asked, at(2_001))).allowed).toBe(1_000);
  });
});

describe("tokens of a limit", () => {
  it("taken ahead of their time fall due one interval after the other, over all who take them", async () => {
    const { gate, workspaceId, at } = await gateOf({ rate_limit: { per_second: 50, burst: 5 } });
    const first = await gate.admit(workspaceId, HOST, { want: 40, room: 100 }, at(0));
    expect(first.allowed).toBe(40);
    expect(first.delaysMs.slice(0, 7).map(Math.round)).toEqual([0, 0, 0, 0, 0, 20, 40]);
    const second = await new HostGate("other").admit(workspaceId, HOST, { want: 40, room: 100 }, at(0));
    expect(second.allowed).toBeLessThan(40);
    expect(second.delaysMs[0]).toBeGreaterThan(300);
    expect(second.reason).toBe("rate_limit");
  });
});

describe("the probe of a failing host", () => {
  it("is for the next worker when the one who claimed it does not make it, and stays used when it was made", async () => {
    const { gate, workspaceId, at, row } = await gateOf();
    const change = { reason: "test", reopenAt: at(0), now: at(0) };
    await openHost(workspaceId, HOST, "closed", change);
    const one = { want: 5, room: 0 };
    expect(await gate.admit(workspaceId, HOST, one, at(1))).toMatchObject({ allowed: 1, probe: true });
    const other = new HostGate("other");
    expect(await other.admit(workspaceId, HOST, one, at(2))).toMatchObject({ allowed: 0, probe: false });
    await gate.giveProbeBack(workspaceId, HOST, at(3));
    other.forget(workspaceId, HOST);
    expect(await other.admit(workspaceId, HOST, one, at(4))).toMatchObject({ allowed: 1, probe: true });
    await gate.giveProbeBack(workspaceId, HOST, at(5));
    expect(await row()).toMatchObject({ state: "half_open" });
    await other.report(workspaceId, HOST, { ...answer(500), probe: true }, at(6));
    await other.giveProbeBack(workspaceId, HOST, at(7));
    expect((await row()).state).toBe("open");
    expect((await row()).reopen_at?.getTime()).toBeGreaterThan(at(1_000).getTime());
  });

  it.each<[string, AnswerFacts, object]>([
    [
      "closes after 429, and waits as long as it says",
      answer(429, { "retry-after": "60" }),
      { state: "closed" },
    ],
    ["stays as it was when our own proxy failed", proxyError(), { state: "open", open_count: 1 }],
    ["is left alone for longer when it failed", answer(500), { state: "open", open_count: 2 }],
  ])("%s", async (_name, facts, expected) => {
    const { gate, workspaceId, at, report, row } = await gateOf();
    await openHost(workspaceId, HOST, "closed", { reason: "test", reopenAt: at(0), now: at(0) });
    expect((await gate.admit(workspaceId, HOST, { want: 1, room: 0 }, at(1))).probe).toBe(true);
    await report({ ...facts, probe: true }, 2);
    expect(await row()).toMatchObject(expected);
    if (facts.statusCode === 429)
      expect(await row()).toMatchObject({ blocked_until: at(60_002), ramp_from: at(60_002) });
  });
});

describe("the rate headers of a host", () => {
  it("are kept under the names that the host gave them", async () => {
    const { report, row } = await gateOf({
      rate_headers: { remaining: "x-quota-left", reset: "x-quota-reset" },
    });
    await report(answer(429, { "x-quota-left": "0", "x-quota-reset": "7" }), 0);
    expect((await row()).last_headers).toEqual({ "x-quota-left": "0", "x-quota-reset": "7" });
  });
});

describe("a breaker", () => {
  it("M178 opens by what all workers see together, at the cost of one look every two seconds", async () => {
    const { workspaceId, at, row } = await gateOf({ breaker: { consecutive_failures: 10 }, adaptive: false });
    const workers = ["a", "b", "c", "d"].map((name) => new HostGate(name));
    const fail = async (ms: number) => {
      for (const gate of workers) {
        await gate.report(workspaceId, HOST, answer(500), at(ms));
        await gate.flush(at(ms));
      }
    };
    await fail(1);
    await fail(2_500);
    expect((await row()).state).toBe("closed");
    const [first] = workers;
    expect(await countStatements(async () => first?.report(workspaceId, HOST, answer(500), at(3_000)))).toBe(
      0,
    );
    await fail(5_000);
    expect(await row()).toMatchObject({ state: "open", reason: "10 requests in a row failed" });
  });

  it("does not count what the others saw before the host came back", async () => {
    const { gate, workspaceId, at, report, row } = await gateOf({ breaker: { consecutive_failures: 3 } });
    const other = new HostGate("other");
    for (let index = 0; index < 2; index++) await other.report(workspaceId, HOST, answer(500), at(0));
    await other.flush(at(0));
    await resumeHost(pool(), workspaceId, HOST, at(15_000));
    await report(answer(500), 16_000);
    expect((await row()).state).toBe("closed");
    gate.forget(workspaceId, HOST);
  });
});
