import { beforeEach, describe, expect, it } from "vitest";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { launchedCampaign } from "#lib/testing/evaluating.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { messagesScheduleSchema, triggerScheduleSchema } from "./send-schema.ts";
import { pauseCampaign, resumeCampaign, stopCampaign } from "./service-lifecycle.ts";
import { continueRun } from "./service-run.ts";
import { createSchedule, sendPlanned } from "./service-schedule.ts";
import { findSends } from "./service-sends.ts";

useTestDatabase();

const NOW = new Date("2026-12-07T09:00:00.000Z");
const at = (time: string): Date => new Date(`2026-12-${time}:00.000Z`);
let context: Context;
let campaignId: string;

beforeEach(async () => {
  context = await createWorkspace(NOW);
  await pool().query(
    `INSERT INTO profiles (id, workspace_id, external_id, time_zone, random_bucket, created_at, updated_at)
     SELECT gen_random_uuid(), $1, name, zone, 1, $2, $2
       FROM (VALUES ('auckland', 'Pacific/Auckland'), ('new_york', 'America/New_York'), ('paris', 'Europe/Paris')) AS t (name, zone)`,
    [context.workspaceId, NOW],
  );
  campaignId = await launchedCampaign(context, {}, NOW);
});

const when = (now: Date): Context => ({ ...context, now });
const LOCAL = { time: "2026-12-09T09:00:00", in_local_time: true };
const NINE_EVERYWHERE = {
  auckland: "2026-12-08T20:00:00.000Z",
  new_york: "2026-12-09T14:00:00.000Z",
  paris: "2026-12-09T08:00:00.000Z",
};

const planTrigger = (rest: Record<string, unknown>) =>
  createSchedule(
    context,
    "campaign_trigger",
    triggerScheduleSchema.parse({ campaign_id: campaignId, ...rest }),
  );
const planMessage = (rest: Record<string, unknown>) =>
  createSchedule(
    context,
    "messages_send",
    messagesScheduleSchema.parse({
      messages: { webhook: { url: "https://api.example.com/x", request_method: "POST" } },
      ...rest,
    }),
  );

/** Makes the planned send real, and works off the run of a broadcast. */
async function due(id: string, planned: Date, now: Date): Promise<void> {
  await sendPlanned(context.workspaceId, id, planned, now);
  const { rows } = await pool().query("SELECT id FROM campaign_runs WHERE dispatch_id = $1", [id]);
  for (const run of rows) await continueRun(context.workspaceId, run.id, () => now);
}

async function turns(): Promise<Record<string, string>> {
  const { rows } = await pool().query<{ name: string; at: Date }>(
    "SELECT external_user_id AS name, next_attempt_at AS at FROM deliveries WHERE workspace_id = $1 ORDER BY 1",
    [context.workspaceId],
  );
  return Object.fromEntries(rows.map(({ name, at: turn }) => [name, turn.toISOString()]));
}

async function planned(id: string): Promise<Date[]> {
  const { rows } = await pool().query<{ start_after: Date }>(
    "SELECT start_after FROM pgboss.job WHERE name = 'campaign.send_planned' AND data->>'dispatch_id' = $1 ORDER BY start_after",
    [id],
  );
  return rows.map((row) => row.start_after);
}

const start = at("08T19:00");

describe("a planned send on everybody's own clock", () => {
  it("reaches everybody of a campaign's audience at their hour", async () => {
    const { schedule_id: id } = await planTrigger({ broadcast: true, schedule: LOCAL });
    await due(id, start, start);
    expect(await turns()).toEqual(NINE_EVERYWHERE);
  });

  it("reaches everybody with the message of the call at their hour", async () => {
    const { schedule_id: id } = await planMessage({ broadcast: true, schedule: LOCAL });
    await due(id, start, start);
    expect(await turns()).toEqual(NINE_EVERYWHERE);
  });

  it("leaves out those whose hour has passed, with the reason", async () => {
    const { schedule_id: id } = await planMessage({
      external_user_ids: ["auckland", "new_york", "paris"],
      schedule: LOCAL,
    });
    await due(id, start, at("09T11:00"));
    expect(await turns()).toEqual({ new_york: NINE_EVERYWHERE.new_york });
  });
});

describe("a planned send whose campaign does not run", () => {
  const schedule = { time: "2026-12-07T10:00:00Z" };
  const recipients = [{ external_user_id: "paris" }];

  it("waits for the end of a pause", async () => {
    const { schedule_id: id } = await planTrigger({ recipients, schedule });
    await pauseCampaign(when(at("07T09:59")), campaignId);
    await due(id, at("07T10:00"), at("07T10:00"));
    expect(await turns()).toEqual({});
    const again = (await planned(id)).at(-1) as Date;
    expect(again > at("07T10:00")).toBe(true);
    await resumeCampaign(when(at("07T10:01")), campaignId);
    await due(id, at("07T10:00"), at("07T10:02"));
    expect(Object.keys(await turns())).toEqual(["paris"]);
    expect((await findSends(context, { dispatch_id: id, limit: 1 })).sends[0]?.refused).toBeNull();
  });

  it("says why it was refused for good", async () => {
    const { schedule_id: id } = await planTrigger({ recipients, schedule });
    await stopCampaign(when(at("07T09:59")), campaignId);
    await due(id, at("07T10:00"), at("07T10:00"));
    expect(await planned(id)).toHaveLength(1);
    expect((await findSends(context, { dispatch_id: id, limit: 1 })).sends[0]?.refused).toMatchObject({
      code: "campaign_not_active",
      message: "The campaign is stopped; nothing was sent.",
      at: "2026-12-07T10:00:00.000Z",
    });
  });
});
