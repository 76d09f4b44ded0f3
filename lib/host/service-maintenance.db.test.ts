import { describe, expect, it } from "vitest";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { getHost, listHosts, pauseHost, probeHost, resumeHost } from "./service.ts";
import { applyMaintenance, cancelMaintenance, planMaintenance } from "./service-maintenance.ts";
import { addHostCounts, blockHost, ensureHost, findHost, openHost } from "./store.ts";
import { haltHost, pauseUrl, slowDown } from "./store-limits.ts";

useTestDatabase();

const HOST = "api.example.com";
const later = (seconds: number) => new Date(Date.now() + seconds * 1_000);

describe("maintenance window", () => {
  it("pauses the host while it lasts and lets it go on by itself", async () => {
    const context = await createWorkspace();
    const view = await planMaintenance(context, HOST, {
      ends_at: later(60).toISOString(),
      reason: "upgrade",
    });
    expect(view).toMatchObject({ state: "paused", reason: "upgrade", maintenance: [{ state: "active" }] });
    expect(view.blocked_until).not.toBeNull();
    await applyMaintenance(later(61));
    expect(await getHost(context, HOST)).toMatchObject({ state: "closed", maintenance: [] });
  });

  it("begins when its time has come, unless it was taken back", async () => {
    const context = await createWorkspace();
    const times = { starts_at: later(60).toISOString(), ends_at: later(120).toISOString() };
    const planned = await planMaintenance(context, HOST, times);
    expect(planned.state).toBe("closed");
    await cancelMaintenance(context, HOST, planned.maintenance[0]?.window_id ?? "");
    await applyMaintenance(later(61));
    expect((await getHost(context, HOST)).state).toBe("closed");
  });

  it("is over when somebody resumes the host", async () => {
    const context = await createWorkspace();
    await planMaintenance(context, HOST, { ends_at: later(60).toISOString() });
    await resumeHost(context, HOST);
    await pauseHost(context, HOST, null);
    await applyMaintenance(later(61));
    expect((await getHost(context, HOST)).state).toBe("paused");
  });

  it("does not end the pause of another one that is still going on", async () => {
    const context = await createWorkspace();
    await planMaintenance(context, HOST, { ends_at: later(60).toISOString(), reason: "first" });
    const second = { starts_at: later(30).toISOString(), ends_at: later(120).toISOString() };
    await planMaintenance(context, HOST, { ...second, reason: "second" });
    await applyMaintenance(later(31));
    await applyMaintenance(later(61));
    expect(await getHost(context, HOST)).toMatchObject({ state: "paused", reason: "second" });
    await applyMaintenance(later(121));
    expect((await getHost(context, HOST)).state).toBe("closed");
  });

  it("that begins where another ends keeps the host paused", async () => {
    const context = await createWorkspace();
    await planMaintenance(context, HOST, { ends_at: later(60).toISOString() });
    const next = { starts_at: later(60).toISOString(), ends_at: later(120).toISOString() };
    await planMaintenance(context, HOST, next);
    await applyMaintenance(later(61));
    expect((await getHost(context, HOST)).state).toBe("paused");
  });

  it("leaves a host paused that was paused for another reason, and one whose window nobody saw", async () => {
    const context = await createWorkspace();
    const times = { starts_at: later(30).toISOString(), ends_at: later(60).toISOString() };
    await planMaintenance(context, HOST, times);
    await pauseHost(context, HOST, "wrong credentials");
    await applyMaintenance(later(31));
    await applyMaintenance(later(61));
    expect(await getHost(context, HOST)).toMatchObject({ state: "paused", reason: "wrong credentials" });
    await planMaintenance(context, HOST, times);
    await applyMaintenance(later(61));
    expect((await getHost(context, HOST)).state).toBe("paused");
  });

  it("C50 leaves what the receiver asked for as it was: only a resume by hand forgets it", async () => {
    const context = await createWorkspace();
    const { workspaceId, now } = context;
    await ensureHost(workspaceId, HOST, now);
    await blockHost(workspaceId, HOST, 3_600_000, {}, now);
    await slowDown(workspaceId, HOST, { seen: 8, ceiling: 100 }, now);
    await pauseUrl(
      workspaceId,
      HOST,
      "key",
      { url: "https://x/y", reason: "gone", at: now.toISOString() },
      now,
    );
    const before = await findHost(workspaceId, HOST);
    await planMaintenance(context, HOST, { ends_at: later(60).toISOString() });
    await applyMaintenance(later(61));
    const { blocked_until, learned_rate, paused_urls } = before ?? {};
    expect(learned_rate).toBeGreaterThan(0);
    const after = await findHost(workspaceId, HOST);
    expect(after).toMatchObject({ state: "closed", blocked_until, learned_rate, paused_urls });
    // It comes back step by step from the time that was asked for, not from the end of the window.
    expect(after?.ramp_from).toEqual(blocked_until);
    await resumeHost(context, HOST);
    const cleared = { blocked_until: null, learned_rate: null, paused_urls: {} };
    expect(await findHost(workspaceId, HOST)).toMatchObject(cleared);
  });

  it("leaves a failing host failing: it is tried with one probe", async () => {
    const context = await createWorkspace();
    const { workspaceId, now } = context;
    await ensureHost(workspaceId, HOST, now);
    await openHost(workspaceId, HOST, "closed", {
      reason: "10 requests in a row failed",
      reopenAt: later(5),
      now,
    });
    await haltHost(workspaceId, HOST, { reason: "the day's limit", until: later(60) }, now);
    expect(await getHost(context, HOST)).toMatchObject({ state: "paused", reason: "the day's limit" });
    await applyMaintenance(later(61));
    expect(await findHost(workspaceId, HOST)).toMatchObject({
      state: "open",
      reason: "10 requests in a row failed",
      open_count: 1,
    });
  });

  it("is refused when it would be over before it begins", async () => {
    const context = await createWorkspace();
    const ends_at = new Date(Date.now() - 1_000).toISOString();
    await expect(planMaintenance(context, HOST, { ends_at })).rejects.toThrow(/over before it begins/);
  });
});

it("a window is refused when it would last for longer than a month", async () => {
  const context = await createWorkspace();
  const ends_at = later(32 * 86_400).toISOString();
  await expect(planMaintenance(context, HOST, { ends_at })).rejects.toThrow(/at most 31 days/);
});

describe("a failing host", () => {
  it("is probed at once when asked, and only while it fails", async () => {
    const context = await createWorkspace();
    await ensureHost(context.workspaceId, HOST, context.now);
    await expect(probeHost(context, HOST)).rejects.toThrow(/not held as failing/);
    const change = { reason: "10 requests in a row failed", reopenAt: later(600), now: context.now };
    await openHost(context.workspaceId, HOST, "closed", change);
    await probeHost(context, HOST);
    const { rows } = await pool().query("SELECT reopen_at FROM hosts WHERE workspace_id = $1", [
      context.workspaceId,
    ]);
    expect(rows[0].reopen_at.getTime()).toBeLessThanOrEqual(Date.now());
  });
});

describe("numbers of a host", () => {
  it("come from the counters of the last hour", async () => {
    const context = await createWorkspace();
    await ensureHost(context.workspaceId, HOST, context.now);
    const count = {
      workspaceId: context.workspaceId,
      host: HOST,
      requests: 40,
      failures: 10,
      throttled: 0,
      durationMs: 400,
    };
    await addHostCounts([count], "w1", context.now);
    const { hosts } = await listHosts(context, { limit: 10 });
    expect(hosts[0]).toMatchObject({ requests_1h: 40, success_rate_1h: 0.75, latency_p95_ms: null });
  });
});
