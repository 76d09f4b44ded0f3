import { spawn } from "node:child_process";
import { once } from "node:events";
import { beforeEach, describe, expect, it } from "vitest";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { launchedCampaign } from "#lib/testing/evaluating.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { pauseCampaign, resumeCampaign, stopCampaign } from "./service-lifecycle.ts";
import { beginPlannedRun, continueRun } from "./service-run.ts";
import { campaignRuns } from "./service-stats.ts";
import { sweepCampaign } from "./service-sweep.ts";

useTestDatabase();

/** People are many, machines sometimes busy. */
const PATIENCE_MS = 240_000;
const PEOPLE = 3_000;
let context: Context;
const now = (): Date => new Date();

beforeEach(async () => {
  context = await createWorkspace();
  await pool().query(
    `INSERT INTO profiles (id, workspace_id, external_id, random_bucket, custom_attributes, created_at, updated_at)
     SELECT gen_random_uuid(), $1, 'u' || i, i % 10000, jsonb_build_object('odd', i % 2 = 1), now(), now() FROM generate_series(1, $2::int) i`,
    [context.workspaceId, PEOPLE],
  );
});

async function begun(extra: Record<string, unknown> = {}): Promise<{ id: string; runId: string }> {
  const delivery = { type: "scheduled", start: "launch" };
  const id = await launchedCampaign({ ...context, now: now() }, { delivery, ...extra }, now());
  const { rows } = await pool().query("SELECT next_run_at FROM campaigns WHERE id = $1", [id]);
  await beginPlannedRun(context.workspaceId, id, rows[0].next_run_at, now());
  const runs = await pool().query("SELECT id FROM campaign_runs WHERE campaign_id = $1", [id]);
  return { id, runId: runs.rows[0].id };
}

async function sent(id: string): Promise<{ rows: number; people: number }> {
  const { rows } = await pool().query(
    "SELECT count(*)::int AS rows, count(DISTINCT profile_id)::int AS people FROM deliveries WHERE campaign_id = $1",
    [id],
  );
  return rows[0];
}

const progress = async (id: string) => (await campaignRuns({ ...context, now: now() }, id)).runs[0];

describe("a run", { timeout: PATIENCE_MS }, () => {
  it("survives a killed process: everybody gets it, nobody twice", async () => {
    const { id, runId } = await begun();
    const script = `import { continueRun } from "#lib/campaign/service-run.ts"; await continueRun(${JSON.stringify(context.workspaceId)}, ${JSON.stringify(runId)});`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], { env: process.env });
    await expect.poll(async () => (await sent(id)).rows, { timeout: 30_000, interval: 5 }).toBeGreaterThan(0);
    child.kill("SIGKILL");
    if (child.signalCode === null && child.exitCode === null) await once(child, "exit");
    await continueRun(context.workspaceId, runId);
    expect(await sent(id)).toEqual({ rows: PEOPLE, people: PEOPLE });
    expect(await progress(id)).toMatchObject({
      status: "finished",
      expected_count: PEOPLE,
      enqueued_count: PEOPLE,
      progress: 1,
    });
  });

  it("does not repeat what two workers do at once", async () => {
    const audience = {
      op: "and",
      filters: [{ type: "attribute", attribute: "odd", op: "equals", value: true }],
    };
    const { id, runId } = await begun({ audience });
    await Promise.all([1, 2].map(() => continueRun(context.workspaceId, runId)));
    expect(await sent(id)).toEqual({ rows: PEOPLE / 2, people: PEOPLE / 2 });
    expect(await progress(id)).toMatchObject({
      expected_count: PEOPLE / 2,
      enqueued_count: PEOPLE / 2,
      skipped_count: 0,
    });
  });

  it("waits while the campaign is paused, goes on after, and ends with a stop", async () => {
    const { id, runId } = await begun();
    await pauseCampaign({ ...context, now: now() }, id);
    await continueRun(context.workspaceId, runId);
    expect(await sent(id)).toMatchObject({ rows: 0 });
    expect(await progress(id)).toMatchObject({ status: "paused" });
    await resumeCampaign({ ...context, now: now() }, id);
    await continueRun(context.workspaceId, runId, sequence(20_000));
    expect((await sent(id)).rows).toBe(1_000);
    await stopCampaign({ ...context, now: now() }, id);
    await sweepCampaign(context.workspaceId, id, now());
    await continueRun(context.workspaceId, runId);
    expect(await progress(id)).toMatchObject({ status: "stopped", enqueued_count: 1_000 });
    const { rows } = await pool().query("SELECT DISTINCT status FROM deliveries WHERE campaign_id = $1", [
      id,
    ]);
    expect(rows).toEqual([{ status: "cancelled" }]);
  });

  it("stops at the cap on people per run", async () => {
    const { id, runId } = await begun({ user_cap: { per_run: 1_500 } });
    await continueRun(context.workspaceId, runId);
    expect(await sent(id)).toEqual({ rows: 1_500, people: 1_500 });
  });
});

/** A clock that jumps ahead with every look, so that each job does one part. */
function sequence(stepMs: number): () => Date {
  let at = Date.now() - stepMs;
  return () => new Date((at += stepMs));
}
