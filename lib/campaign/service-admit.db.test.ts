import { beforeEach, describe, expect, it } from "vitest";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { deliveriesOf, launchedCampaign, refusals, trackAndEvaluate } from "#lib/testing/evaluating.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { beginPlannedRun, continueRun } from "./service-run.ts";

useTestDatabase();

const DAY_S = 86_400;
let context: Context;
const start = new Date("2026-03-10T12:00:00.000Z");
const later = (seconds: number): Date => new Date(start.getTime() + seconds * 1000);
const event = (id: string) => ({ events: [{ external_id: id, name: "booked" }] });
const onEvent = { type: "action", event: "booked" };
const once = { allowed: false };

beforeEach(async () => {
  context = await createWorkspace(start);
});

async function people(count: number): Promise<void> {
  await pool().query(
    `INSERT INTO profiles (id, workspace_id, external_id, random_bucket, created_at, updated_at)
     SELECT gen_random_uuid(), $1, 'u' || i, i % 10000, $3, $3 FROM generate_series(1, $2::int) i`,
    [context.workspaceId, count, start],
  );
}

/** Everything the planned run of the campaign does. */
async function run(id: string): Promise<void> {
  const { rows } = await pool().query("SELECT next_run_at FROM campaigns WHERE id = $1", [id]);
  const at: Date = rows[0].next_run_at;
  await beginPlannedRun(context.workspaceId, id, at, at);
  const runs = await pool().query(
    "SELECT id FROM campaign_runs WHERE campaign_id = $1 AND scheduled_for = $2",
    [id, at],
  );
  await continueRun(context.workspaceId, runs.rows[0].id, () => at);
}

const sentTo = async (id: string) =>
  new Set(
    (await deliveriesOf(id)).filter((row) => row.status !== "aborted").map((row) => row.external_user_id),
  ).size;

describe("a cap on people per run", () => {
  const daily = { type: "scheduled", start: "launch", frequency: "daily" };

  it("lets in the next who may receive, run by run", async () => {
    await people(8);
    const id = await launchedCampaign(
      context,
      { delivery: daily, re_eligibility: once, user_cap: { per_run: 3 } },
      start,
    );
    const seen: number[] = [];
    for (let day = 0; day < 4; day++) {
      await run(id);
      seen.push(await sentTo(id));
    }
    expect(seen).toEqual([3, 6, 8, 8]);
  });

  it("leaves the places to those outside the control group", async () => {
    await people(60);
    const webhook = { url: "https://api.example.com/hook" };
    const id = await launchedCampaign(
      context,
      {
        delivery: daily,
        user_cap: { per_run: 10 },
        variations: [
          { name: "A", percentage: 50, webhook },
          { name: "Control", percentage: 50, control: true },
        ],
      },
      start,
    );
    await run(id);
    expect(await sentTo(id)).toBe(10);
  });

  it("together with one in total lets those go on who are among the people", async () => {
    await people(5);
    const id = await launchedCampaign(
      context,
      { delivery: daily, user_cap: { per_run: 3, total: 2 } },
      start,
    );
    await run(id);
    await run(id);
    expect(await sentTo(id)).toBe(2);
    expect(await deliveriesOf(id)).toHaveLength(4);
  });
});

describe("whoever may not receive again", () => {
  it("is refused for that, not aborted by a cap", async () => {
    const id = await launchedCampaign(
      context,
      { delivery: onEvent, re_eligibility: once, frequency_cap: { max: 1, within_seconds: 7 * DAY_S } },
      start,
    );
    await trackAndEvaluate(context, event("u1"), later(1));
    await trackAndEvaluate(context, event("u1"), later(2));
    expect(await refusals(id)).toEqual(["u1 not_eligible_until"]);
    expect(await deliveriesOf(id)).toHaveLength(1);
  });

  it("takes no place that is left", async () => {
    const id = await launchedCampaign(
      context,
      { delivery: onEvent, re_eligibility: once, user_cap: { total: 2 } },
      start,
    );
    await trackAndEvaluate(context, event("u1"), later(1));
    await trackAndEvaluate(context, { events: [...event("u1").events, ...event("u2").events] }, later(2));
    await trackAndEvaluate(context, event("u3"), later(3));
    expect(await refusals(id)).toEqual(["u1 not_eligible_until", "u3 user_capped"]);
    expect(await sentTo(id)).toBe(2);
  });

  it("needs no other place once among the people", async () => {
    const id = await launchedCampaign(context, { delivery: onEvent, user_cap: { total: 1 } }, start);
    await trackAndEvaluate(context, event("u1"), later(1));
    await trackAndEvaluate(context, event("u1"), later(2));
    expect(await deliveriesOf(id)).toHaveLength(2);
  });
});
