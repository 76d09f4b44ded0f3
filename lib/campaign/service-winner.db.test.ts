import { beforeEach, describe, expect, it } from "vitest";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { launchedCampaign } from "#lib/testing/evaluating.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { patchCampaignSchema } from "./schema.ts";
import { changeCampaign } from "./service.ts";
import { explainCampaign } from "./service-explain.ts";
import { launchCampaign, pauseCampaign, resumeCampaign, stopCampaign } from "./service-lifecycle.ts";
import { beginPlannedRun, continueRun } from "./service-run.ts";
import { campaignStats } from "./service-stats.ts";
import { decideWinner } from "./service-winner.ts";
import { statsQuerySchema } from "./stats-schema.ts";

useTestDatabase();

const PATIENCE_MS = 120_000;
const PEOPLE = 1_500;
const HOUR_MS = 3_600_000;
const HELD = 60;
let context: Context;
const now = (): Date => new Date();
const due = (): Date => new Date(Date.now() + 4 * HOUR_MS);

beforeEach(async () => {
  context = await createWorkspace();
  await pool().query(
    `INSERT INTO profiles (id, workspace_id, external_id, random_bucket, created_at, updated_at)
     SELECT gen_random_uuid(), $1, 'u' || i, i % 10000, now(), now() FROM generate_series(1, $2::int) i`,
    [context.workspaceId, PEOPLE],
  );
});

const webhook = { url: "https://api.example.com/hook", body: { type: "json", value: { a: 1 } } };

async function tested(without: "send_best" | "stop"): Promise<{ id: string; runId: string }> {
  const id = await launchedCampaign(
    { ...context, now: now() },
    {
      delivery: { type: "scheduled", start: "launch" },
      re_eligibility: { allowed: false },
      variations: [
        { name: "A", webhook },
        { name: "B", webhook },
      ],
      conversions: [{ type: "custom_event", event: "redeemed", window_seconds: 86_400 }],
      winner_selection: { held_percentage: HELD, decide_after_hours: 4, without_winner: without },
    },
  );
  const { rows } = await pool().query("SELECT next_run_at FROM campaigns WHERE id = $1", [id]);
  await beginPlannedRun(context.workspaceId, id, rows[0].next_run_at, now());
  const runs = await pool().query("SELECT id FROM campaign_runs WHERE campaign_id = $1", [id]);
  await continueRun(context.workspaceId, runs.rows[0].id);
  return { id, runId: runs.rows[0].id };
}

/** Of the people who got this variation, so many reach the goal. */
async function convert(id: string, name: string, count: number): Promise<void> {
  await pool().query(
    `INSERT INTO campaign_conversions (campaign_id, goal, profile_id, workspace_id, variation_id, event_id, converted_at, received_at)
     SELECT r.campaign_id, 0, r.profile_id, r.workspace_id, r.variation_id, gen_random_uuid(), now(), r.last_received_at
       FROM campaign_receipts r WHERE r.campaign_id = $1 AND r.variation_id = $2 ORDER BY r.profile_id LIMIT $3`,
    [id, await variationId(id, name), count],
  );
}

async function variationId(id: string, name: string): Promise<string> {
  const { by_variation: all } = await stats(id);
  return all.find((one) => one.name === name)?.message_variation_id ?? "";
}

const stats = (id: string) =>
  campaignStats(
    { ...context, now: now() },
    id,
    statsQuerySchema.parse({ length: 1 + Math.floor(Math.random() * 100) }),
  );

async function sent(id: string): Promise<{ rows: number; people: number }> {
  const { rows } = await pool().query(
    "SELECT count(*)::int AS rows, count(DISTINCT profile_id)::int AS people FROM deliveries WHERE campaign_id = $1",
    [id],
  );
  return rows[0];
}

async function statusOf(id: string): Promise<string> {
  const { rows } = await pool().query("SELECT status FROM campaigns WHERE id = $1", [id]);
  return rows[0].status;
}

async function winnerRun(runId: string): Promise<string | null> {
  const { rows } = await pool().query("SELECT winner_run_id FROM campaign_winners WHERE run_id = $1", [
    runId,
  ]);
  return rows[0].winner_run_id;
}

describe("the winning variation", { timeout: PATIENCE_MS }, () => {
  it("goes to those who waited, once, though the job comes twice and the run is done twice", async () => {
    const { id, runId } = await tested("stop");
    const first = await sent(id);
    expect(first.rows / PEOPLE).toBeCloseTo(1 - HELD / 100, 1);
    expect(await statusOf(id)).toBe("active");
    expect((await stats(id)).winner_selection).toMatchObject({ status: "waiting", held_percentage: HELD });
    await convert(id, "A", 5);
    await convert(id, "B", 90);

    await Promise.all([1, 2].map(() => decideWinner(context.workspaceId, runId, due())));
    await decideWinner(context.workspaceId, runId, due());
    const last = (await winnerRun(runId)) ?? "";
    await Promise.all([1, 2].map(() => continueRun(context.workspaceId, last)));
    await continueRun(context.workspaceId, last);

    expect(await sent(id)).toEqual({ rows: PEOPLE, people: PEOPLE });
    const { rows } = await pool().query(
      "SELECT DISTINCT variation_id FROM deliveries WHERE campaign_id = $1 AND run_id = $2",
      [id, last],
    );
    expect(rows).toEqual([{ variation_id: await variationId(id, "B") }]);
    expect(await statusOf(id)).toBe("finished");
    const { winner_selection: selection, verdict, runs } = await stats(id);
    expect(runs).toHaveLength(2);
    expect(selection).toMatchObject({ status: "decided", reason: "significant", run_id: last });
    expect(selection?.tested.find(({ name }) => name === "B")).toMatchObject({ conversions: 90 });
    expect(verdict).toMatchObject({ kind: "winner", name: "B" });
  });

  it("without one, is the best so far, or nobody gets more, as set", async () => {
    const best = await tested("send_best");
    await convert(best.id, "A", 20);
    await convert(best.id, "B", 21);
    await decideWinner(context.workspaceId, best.runId, due());
    await continueRun(context.workspaceId, (await winnerRun(best.runId)) ?? "");
    expect((await sent(best.id)).people).toBe(PEOPLE);
    expect((await stats(best.id)).winner_selection).toMatchObject({ reason: "no_difference" });

    const none = await tested("stop");
    const before = await sent(none.id);
    await decideWinner(context.workspaceId, none.runId, due());
    expect(await winnerRun(none.runId)).toBeNull();
    expect(await sent(none.id)).toEqual(before);
    expect(await statusOf(none.id)).toBe("finished");
    expect((await stats(none.id)).winner_selection).toMatchObject({
      status: "decided",
      reason: "too_few",
      message_variation_id: null,
    });
  });

  it("is put off by a pause and called off by a stop", async () => {
    const { id, runId } = await tested("send_best");
    const before = await sent(id);
    await pauseCampaign({ ...context, now: now() }, id);
    await decideWinner(context.workspaceId, runId, due());
    expect((await stats(id)).winner_selection).toMatchObject({ status: "waiting" });
    await resumeCampaign({ ...context, now: now() }, id);
    await stopCampaign({ ...context, now: now() }, id);
    await decideWinner(context.workspaceId, runId, due());
    expect((await stats(id)).winner_selection).toMatchObject({ status: "cancelled" });
    expect(await sent(id)).toEqual(before);
  });

  it("still goes out when a correction is published meanwhile", async () => {
    const { id, runId } = await tested("send_best");
    await convert(id, "B", 90);
    await changeCampaign(
      { ...context, now: now() },
      id,
      patchCampaignSchema.parse({ rate_limit: { per_minute: 9_000 } }),
    );
    await launchCampaign({ ...context, now: now() }, id);
    await decideWinner(context.workspaceId, runId, due());
    await continueRun(context.workspaceId, (await winnerRun(runId)) ?? "");
    expect(await sent(id)).toEqual({ rows: PEOPLE, people: PEOPLE });
  });

  it("is what a person who has nothing yet is told to wait for", async () => {
    const { id } = await tested("stop");
    const { rows } = await pool().query(
      `SELECT external_id FROM profiles p WHERE workspace_id = $1
          AND NOT EXISTS (SELECT 1 FROM campaign_receipts r WHERE r.campaign_id = $2 AND r.profile_id = p.id) LIMIT 1`,
      [context.workspaceId, id],
    );
    const { rules } = await explainCampaign({ ...context, now: now() }, id, rows[0].external_id);
    expect(rules.find(({ rule }) => rule === "variation")).toMatchObject({
      verdict: "info",
      fact: "Belongs to the 60 % who wait for the winning variation.",
    });
  });
});
