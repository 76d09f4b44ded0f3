/** Who comes into the audience of a run on people's own clocks after it began. */
import { beforeEach, expect, it } from "vitest";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { deliveriesOf, launchedCampaign, refusals } from "#lib/testing/evaluating.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { getCampaign } from "./service.ts";
import { resumeCampaign, stopCampaign } from "./service-lifecycle.ts";
import { beginPlannedRun, continueRun } from "./service-run.ts";
import { sweepCampaign } from "./service-sweep.ts";

useTestDatabase();

const HOUR = 3_600_000;
const LAUNCH = new Date("2026-03-06T12:00:00.000Z");
/** 09:00 of 8 March in the first zone on earth. New York springs forward seven hours before its own 09:00. */
const BEGIN = new Date("2026-03-07T19:00:00.000Z");
const ZONES = {
  kiritimati: "Pacific/Kiritimati",
  kathmandu: "Asia/Kathmandu",
  paris: "Europe/Paris",
  nobody: null,
  york: "America/New_York",
  baker: "Etc/GMT+12",
};
const audience = {
  op: "and",
  filters: [{ type: "attribute", attribute: "tier", op: "equals", value: "gold" }],
};
let context: Context;

beforeEach(async () => {
  context = await createWorkspace(LAUNCH);
  for (const [name, zone] of Object.entries(ZONES)) await add(name, zone, "silver");
});

async function add(name: string, zone: string | null, tier: string): Promise<void> {
  await pool().query(
    `INSERT INTO profiles (id, workspace_id, external_id, time_zone, custom_attributes, random_bucket, created_at, updated_at)
     VALUES (gen_random_uuid(), $1, $2, $3, $4, 1, $5, $5)`,
    [context.workspaceId, name, zone, { tier }, LAUNCH],
  );
}

const become = (tier: string, ...names: string[]) =>
  pool().query(
    "UPDATE profiles SET custom_attributes = custom_attributes || $3 WHERE workspace_id = $1 AND external_id = ANY($2)",
    [context.workspaceId, names, { tier }],
  );

async function begun(extra: Record<string, unknown> = {}): Promise<{ id: string; runId: string }> {
  const delivery = { type: "scheduled", start: "2026-03-08T09:00", in_local_time: true };
  const id = await launchedCampaign(context, { delivery, audience, ...extra }, LAUNCH);
  await beginPlannedRun(context.workspaceId, id, BEGIN, BEGIN);
  const { rows } = await pool().query<{ id: string }>("SELECT id FROM campaign_runs WHERE campaign_id = $1", [
    id,
  ]);
  return { id, runId: rows[0]?.id ?? "" };
}

/** Works on the run each time the queue would, through the given hours after its beginning. */
async function work(runId: string, fromHour: number, toHour: number): Promise<void> {
  for (let now = BEGIN.getTime() + fromHour * HOUR; now <= BEGIN.getTime() + toHour * HOUR; now += HOUR / 4)
    await continueRun(context.workspaceId, runId, () => new Date(now));
}

const got = async (id: string): Promise<string[]> =>
  (await deliveriesOf(id)).map(
    (row) => `${row.external_user_id} ${row.next_attempt_at?.toISOString().slice(5, 16)}`,
  );

it("they get it when the clock of their zone shows the hour, each once", async () => {
  await become("gold", "kiritimati", "york");
  const { id, runId } = await begun();
  await work(runId, 0, 5);
  expect(await got(id)).toEqual(["kiritimati 03-07T19:00", "york 03-08T13:00"]);
  expect(await getCampaign(context, id)).toMatchObject({ status: "active" });
  await become("gold", "kathmandu", "paris", "nobody", "baker");
  await add("late", "Australia/Eucla", "gold");
  // Whoever moves has it already.
  await pool().query("UPDATE profiles SET time_zone = 'America/Denver' WHERE external_id = 'york'");
  await work(runId, 5, 26);
  expect(await got(id)).toEqual([
    "kiritimati 03-07T19:00",
    "york 03-08T13:00",
    "late 03-08T00:15",
    "kathmandu 03-08T03:15",
    "paris 03-08T08:00",
    "nobody 03-08T09:00",
    "baker 03-08T21:00",
  ]);
  expect(await getCampaign(context, id)).toMatchObject({ status: "finished" });
});

it("nobody gets it who comes in after their own hour, or who was left out with a reason", async () => {
  const variations = [
    { name: "A", percentage: 0, webhook: { url: "https://api.example.com/" } },
    { name: "Control", percentage: 100, control: true },
  ];
  const { id, runId } = await begun({ variations });
  await work(runId, 0, 14);
  await become("gold", "paris", "york");
  await work(runId, 14.25, 18);
  expect(await refusals(id)).toEqual(["york control_group"]);
  await work(runId, 18.25, 26);
  expect(await refusals(id)).toEqual(["york control_group"]);
  expect(await got(id)).toEqual([]);
  const { rows } = await pool().query(
    "SELECT received_count AS n FROM campaign_receipts WHERE campaign_id = $1",
    [id],
  );
  expect(rows).toEqual([{ n: 1 }]);
});

it("a stop ends it, and work that comes early or twice changes nothing", async () => {
  const { id, runId } = await begun();
  await work(runId, 0, 1);
  await become("gold", "paris", "york");
  for (const minutes of [60, 61, 62])
    await continueRun(context.workspaceId, runId, () => new Date(BEGIN.getTime() + minutes * 60_000));
  expect(await got(id)).toEqual([]);
  await work(runId, 1, 13);
  await work(runId, 13, 13);
  expect(await got(id)).toEqual(["paris 03-08T08:00"]);
  await stopCampaign({ ...context, now: new Date(BEGIN.getTime() + 14 * HOUR) }, id);
  await work(runId, 14, 26);
  expect((await got(id)).map((line) => line.split(" ")[0])).toEqual(["paris"]);
});

it("a stop ends it also when the campaign goes on before the run looks again", async () => {
  const delivery = { type: "scheduled", start: "2026-03-08T09:00", in_local_time: true, frequency: "daily" };
  const { id, runId } = await begun({ delivery });
  await work(runId, 0, 1);
  const stoppedAt = new Date(BEGIN.getTime() + HOUR + 60_000);
  await stopCampaign({ ...context, now: stoppedAt }, id);
  await resumeCampaign({ ...context, now: new Date(stoppedAt.getTime() + 60_000) }, id);
  const { rows } = await pool().query<{ data: { stopped_at?: string } }>(
    "SELECT data FROM pgboss.job WHERE name = 'campaign.sweep' AND data->>'campaign_id' = $1 ORDER BY created_on, id",
    [id],
  );
  for (const { data } of rows) {
    const at = data.stopped_at ? new Date(data.stopped_at) : null;
    await sweepCampaign(context.workspaceId, id, new Date(), at);
  }
  await become("gold", "paris", "york");
  await work(runId, 1.25, 26);
  expect(await got(id)).toEqual([]);
  const run = await pool().query("SELECT status FROM campaign_runs WHERE id = $1", [runId]);
  expect(run.rows).toEqual([{ status: "stopped" }]);
});
