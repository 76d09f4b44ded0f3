import { beforeEach, describe, expect, it } from "vitest";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { deliveriesOf, launchedCampaign, refusals } from "#lib/testing/evaluating.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { patchCampaignSchema } from "./schema.ts";
import { changeCampaign, getCampaign } from "./service.ts";
import { estimateCampaign } from "./service-estimate.ts";
import { launchCampaign, pauseCampaign, resumeCampaign, stopCampaign } from "./service-lifecycle.ts";
import { beginPlannedRun, continueRun } from "./service-run.ts";

useTestDatabase();

const DAY = 86_400_000;
/** A Monday. */
const MONDAY = new Date("2026-12-07T09:00:00.000Z");
const at = (time: string): Date => new Date(`2026-12-${time}:00.000Z`);
let context: Context;

beforeEach(async () => {
  context = await createWorkspace(MONDAY);
  await pool().query(
    `INSERT INTO profiles (id, workspace_id, external_id, time_zone, random_bucket, created_at, updated_at)
     SELECT gen_random_uuid(), $1, name, zone, 1, $2, $2 FROM (VALUES ('paris', 'Europe/Paris'), ('honolulu', 'Pacific/Honolulu')) AS t (name, zone)`,
    [context.workspaceId, MONDAY],
  );
});

const when = (now: Date): Context => ({ ...context, now });
const launched = (delivery: Record<string, unknown>, now = MONDAY): Promise<string> =>
  launchedCampaign(context, { delivery: { type: "scheduled", ...delivery } }, now);

/** What the queue has for this moment: the jobs planned up to `now`, then the runs that are open. */
async function work(id: string, now: Date): Promise<void> {
  const jobs = await pool().query<{ at: string }>(
    `DELETE FROM pgboss.job WHERE name = 'campaign.plan' AND data->>'campaign_id' = $1 AND start_after <= $2
     RETURNING data->>'at' AS at`,
    [id, now],
  );
  for (const job of jobs.rows) await beginPlannedRun(context.workspaceId, id, new Date(job.at), now);
  const runs = await pool().query<{ id: string }>(
    "SELECT id FROM campaign_runs WHERE campaign_id = $1 AND status IN ('pending', 'running')",
    [id],
  );
  for (const run of runs.rows) await continueRun(context.workspaceId, run.id, () => now);
}

async function runs(id: string): Promise<string[]> {
  const { rows } = await pool().query<{ at: Date }>(
    "SELECT scheduled_for AS at FROM campaign_runs WHERE campaign_id = $1 ORDER BY scheduled_for",
    [id],
  );
  return rows.map((row) => row.at.toISOString());
}

async function state(id: string) {
  const { status, next_run_at: next, launched_at: launchedAt } = await getCampaign(context, id);
  return { status, next, launchedAt };
}

const change = (id: string, now: Date, patch: Record<string, unknown>) =>
  changeCampaign(when(now), id, patchCampaignSchema.parse(patch));
const correct = (id: string, now: Date) =>
  change(id, now, { variations: [{ name: "A", webhook: { url: "https://api.example.com/corrected" } }] });

describe("publishing a schedule that has begun", () => {
  it("sends nothing again while a run at launch goes out", async () => {
    const id = await launched({ start: "launch" });
    await beginPlannedRun(context.workspaceId, id, MONDAY, MONDAY);
    await correct(id, at("07T09:01"));
    await launchCampaign(when(at("07T09:01")), id);
    await work(id, at("07T09:02"));
    expect(await runs(id)).toEqual([MONDAY.toISOString()]);
    expect(await deliveriesOf(id)).toHaveLength(2);
    expect(await state(id)).toMatchObject({ status: "finished", launchedAt: MONDAY.toISOString() });
  });

  it("keeps the hour of later runs", async () => {
    const id = await launched({ start: "launch", frequency: "daily" });
    await work(id, MONDAY);
    await correct(id, at("07T15:00"));
    await launchCampaign(when(at("07T15:00")), id);
    await work(id, at("07T15:01"));
    expect(await runs(id)).toEqual([MONDAY.toISOString()]);
    expect(await state(id)).toMatchObject({ status: "active", next: "2026-12-08T09:00:00.000Z" });
  });

  it("is possible after the moment of the start, which is over", async () => {
    const id = await launched({ start: "2026-12-07T10:00:00Z" });
    await beginPlannedRun(context.workspaceId, id, at("07T10:00"), at("07T10:00"));
    await correct(id, at("07T10:30"));
    await launchCampaign(when(at("07T10:30")), id);
    expect(await state(id)).toMatchObject({ status: "active", next: null });
  });

  it("plans anew with another schedule, and lets the run that goes out end", async () => {
    const id = await launched({ start: "launch" });
    await beginPlannedRun(context.workspaceId, id, MONDAY, MONDAY);
    await change(id, MONDAY, { delivery: { type: "scheduled", start: "2026-12-09T09:00:00Z" } });
    await launchCampaign(when(at("07T09:01")), id);
    await work(id, at("07T09:02"));
    expect(await deliveriesOf(id)).toHaveLength(2);
    expect(await state(id)).toMatchObject({ status: "scheduled", next: "2026-12-09T09:00:00.000Z" });
  });

  it("keeps a paused campaign paused", async () => {
    const id = await launched({ start: "launch", frequency: "daily" });
    await work(id, MONDAY);
    await pauseCampaign(when(at("07T12:00")), id);
    await correct(id, at("07T15:00"));
    await launchCampaign(when(at("07T15:00")), id);
    expect(await state(id)).toMatchObject({ status: "paused", next: "2026-12-08T09:00:00.000Z" });
    await change(id, at("07T15:00"), {
      delivery: { type: "scheduled", start: "launch", time: "11:00", frequency: "daily" },
    });
    await launchCampaign(when(at("07T15:01")), id);
    expect(await state(id)).toMatchObject({ status: "paused", next: "2026-12-08T11:00:00.000Z" });
    expect((await getCampaign(context, id)).live_version?.number).toBe(3);
  });
});

describe("resuming", () => {
  it("starts the run whose moment fell into the pause", async () => {
    const id = await launched({ start: "2026-12-07T10:00:00Z" });
    await pauseCampaign(when(at("07T09:50")), id);
    await work(id, at("07T10:00"));
    expect(await runs(id)).toEqual([]);
    await resumeCampaign(when(at("07T10:10")), id);
    await work(id, at("07T10:10"));
    expect(await deliveriesOf(id)).toHaveLength(2);
    expect(await state(id)).toMatchObject({ status: "finished", next: null });
  });

  it("gives everybody whose hour is ahead a local run that began meanwhile", async () => {
    const id = await launched({ start: "2026-12-08T09:00", in_local_time: true });
    // The first zone on earth shows 09:00 at 19:00 UTC.
    await pauseCampaign(when(at("07T18:59")), id);
    await work(id, at("07T19:00"));
    await resumeCampaign(when(at("08T12:00")), id);
    await work(id, at("08T12:00"));
    expect((await deliveriesOf(id)).map((row) => row.external_user_id)).toEqual(["honolulu"]);
    expect(await refusals(id)).toEqual(["paris local_time_passed"]);
  });

  it("leaves a future schedule scheduled, and one that has run active", async () => {
    const id = await launched({ start: "2026-12-09T10:00:00Z", frequency: "daily" });
    await pauseCampaign(when(at("07T10:00")), id);
    await resumeCampaign(when(at("07T10:10")), id);
    expect(await state(id)).toMatchObject({ status: "scheduled", next: "2026-12-09T10:00:00.000Z" });
    await work(id, at("09T10:00"));
    await pauseCampaign(when(at("09T11:00")), id);
    await resumeCampaign(when(at("09T12:00")), id);
    expect(await state(id)).toMatchObject({ status: "active", next: "2026-12-10T10:00:00.000Z" });
  });

  it("goes on with the run that was interrupted, then finishes", async () => {
    const id = await launched({ start: "launch" });
    await beginPlannedRun(context.workspaceId, id, MONDAY, MONDAY);
    await pauseCampaign(when(at("07T09:01")), id);
    await resumeCampaign(when(at("07T09:10")), id);
    expect(await state(id)).toMatchObject({ status: "active", next: null });
    await work(id, at("07T09:11"));
    expect(await state(id)).toMatchObject({ status: "finished" });
  });

  it("finishes what has nothing ahead", async () => {
    const id = await launched({ start: "launch" });
    await work(id, MONDAY);
    await stopCampaign(when(at("07T10:00")), id);
    await resumeCampaign(when(at("07T11:00")), id);
    expect(await state(id)).toMatchObject({ status: "finished", next: null });
    expect(await runs(id)).toHaveLength(1);
  });
});

describe("launching again what was sent once", () => {
  const sentOnce = async (reEligibility: Record<string, unknown>): Promise<string> => {
    const input = { delivery: { type: "scheduled", start: "launch" }, re_eligibility: reEligibility };
    const id = await launchedCampaign(context, input, MONDAY);
    await work(id, MONDAY);
    await pool().query(
      "INSERT INTO profiles (id, workspace_id, external_id, random_bucket, created_at, updated_at) VALUES (gen_random_uuid(), $1, 'new', 1, $2, $2)",
      [context.workspaceId, MONDAY],
    );
    return id;
  };
  const again = async (id: string, now: Date): Promise<string[]> => {
    await launchCampaign(when(now), id);
    await work(id, now);
    const { rows } = await pool().query<{ external_user_id: string }>(
      "SELECT external_user_id FROM deliveries WHERE campaign_id = $1 AND created_at >= $2 ORDER BY 1",
      [id, now],
    );
    return rows.map((row) => row.external_user_id);
  };

  it("leaves out whoever got it, without re-eligibility", async () => {
    const id = await sentOnce({ allowed: false });
    expect(await estimateCampaign(when(at("07T10:00")), id)).toMatchObject({
      received: 2,
      again: 0,
      after_caps: 1,
    });
    expect(await again(id, at("07T10:00"))).toEqual(["new"]);
    expect((await refusals(id)).toSorted()).toEqual([
      "honolulu not_eligible_until",
      "paris not_eligible_until",
    ]);
  });

  it("sends to everybody with re-eligibility, and to those whose time is over with a window", async () => {
    const id = await sentOnce({ allowed: true, after_seconds: 0 });
    expect(await estimateCampaign(when(at("07T10:00")), id)).toMatchObject({ received: 2, again: 2 });
    expect(await again(id, at("07T10:00"))).toEqual(["honolulu", "new", "paris"]);
    await change(id, at("07T11:00"), { re_eligibility: { allowed: true, after_seconds: 3 * 3_600 } });
    expect(await again(id, at("07T12:00"))).toEqual([]);
    expect(await again(id, at("07T13:00"))).toEqual(["honolulu", "new", "paris"]);
  });

  it("holds after a stop and with another version, too", async () => {
    const id = await sentOnce({ allowed: false });
    await launchCampaign(when(at("07T10:00")), id);
    await stopCampaign(when(at("07T10:00")), id);
    await correct(id, at("07T10:01"));
    expect(await again(id, at("07T11:00"))).toEqual(["new"]);
  });
});

describe("after an outage", () => {
  it("one late run goes out, then the next comes in its time", async () => {
    const id = await launched({ start: "2026-12-07T09:00:00Z", frequency: "daily" });
    const back = new Date(MONDAY.getTime() + 3 * DAY + 9 * 3_600_000);
    await work(id, back);
    await work(id, back);
    expect(await runs(id)).toEqual(["2026-12-10T09:00:00.000Z"]);
    expect(await deliveriesOf(id)).toHaveLength(2);
    expect(await state(id)).toMatchObject({ status: "active", next: "2026-12-11T09:00:00.000Z" });
  });

  it("a local run that is still under way is the one that goes out", async () => {
    const id = await launched({ start: "2026-12-08T09:00", in_local_time: true, frequency: "daily" });
    await work(id, at("10T12:00"));
    expect(await runs(id)).toEqual(["2026-12-09T19:00:00.000Z"]);
    expect((await deliveriesOf(id)).map((row) => row.next_attempt_at?.toISOString())).toEqual([
      "2026-12-10T19:00:00.000Z",
    ]);
  });
});
