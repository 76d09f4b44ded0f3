import { expect, it } from "vitest";
import { replayDelivery } from "#lib/delivery/service-replay.ts";
import type { SendRow } from "#lib/delivery/store-send.ts";
import { loadForSending } from "#lib/delivery/store-send.ts";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { deliveriesOf, launchedCampaign } from "#lib/testing/evaluating.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { holdBack } from "./service-hold-back.ts";
import { beginPlannedRun, continueRun } from "./service-run.ts";

useTestDatabase();

const launch = new Date("2026-12-07T09:00:00Z");
/** 18:00 of the first zone of the 8th. */
const fanOut = new Date("2026-12-08T04:00:00Z");
const audience = { op: "not", filters: [{ type: "event", event: "bought", op: "ever" }] };

async function sent(delivery: Record<string, unknown>) {
  const context = await createWorkspace(launch);
  await track(
    context,
    TrackBody.parse({
      attributes: ["la", "paris"].map((external_id) => ({
        external_id,
        time_zone: external_id === "la" ? "America/Los_Angeles" : "Europe/Paris",
      })),
    }),
  );
  const id = await launchedCampaign(
    context,
    { delivery: { type: "scheduled", start: "2026-12-08T18:00", ...delivery }, audience },
    launch,
  );
  const { rows } = await pool().query<{ at: string }>(
    "SELECT data->>'at' AS at FROM pgboss.job WHERE name = 'campaign.plan' AND data->>'campaign_id' = $1",
    [id],
  );
  await beginPlannedRun(context.workspaceId, id, new Date(rows[0]?.at ?? 0), fanOut);
  const runs = await pool().query<{ id: string }>("SELECT id FROM campaign_runs WHERE campaign_id = $1", [
    id,
  ]);
  for (const run of runs.rows) await continueRun(context.workspaceId, run.id, () => fanOut);
  await track(
    { ...context, now: new Date("2026-12-08T20:00:00Z") },
    TrackBody.parse({ events: [{ external_id: "la", name: "bought", time: "2026-12-08T20:00:00Z" }] }),
  );
  return { context, deliveries: await deliveriesOf(id) };
}

async function heldAt(ids: readonly string[], now: Date): Promise<[string | null, string][]> {
  await pool().query("UPDATE deliveries SET queued_at = $2 WHERE id = ANY($1)", [ids, now]);
  const rows: SendRow[] = await loadForSending(ids, now);
  const held = await holdBack(rows, now);
  return rows.flatMap((row) => {
    const back = held.get(row.id);
    return back ? [[row.external_user_id, back.reason] as [string | null, string]] : [];
  });
}

it("in local time the audience is judged again when the hour has come", async () => {
  const { deliveries } = await sent({ in_local_time: true });
  expect(deliveries.map((row) => row.external_user_id)).toEqual(["la", "paris"]);
  const ids = deliveries.map((row) => row.id);
  expect(await heldAt(ids, new Date("2026-12-09T02:00:00Z"))).toEqual([["la", "user_not_in_segment"]]);
  // Moments after the run asked, its answer holds.
  expect(await heldAt(ids, new Date(fanOut.getTime() + 60_000))).toEqual([]);
});

it.each(["active", "paused", "stopped", "finished", "archived"])(
  "a replay goes although the campaign is %s and the person is out of the audience",
  async (status) => {
    const { context, deliveries } = await sent({ in_local_time: true });
    const ids = deliveries.map((row) => row.id);
    const now = new Date("2026-12-09T02:00:00Z");
    await pool().query("UPDATE deliveries SET status = 'failed', finished_at = $2 WHERE id = ANY($1)", [
      ids,
      now,
    ]);
    await pool().query("UPDATE campaigns SET status = $2 WHERE workspace_id = $1", [
      context.workspaceId,
      status,
    ]);
    const copies: string[] = [];
    for (const id of ids) copies.push((await replayDelivery({ ...context, now }, id, "current")).delivery_id);
    expect(await heldAt(copies, now)).toEqual([]);
    // Whatever held it meanwhile, it stays a replay.
    await pool().query("UPDATE deliveries SET next_reason = 'host_paused' WHERE id = ANY($1)", [copies]);
    expect(await heldAt(copies, now)).toEqual([]);
  },
);
