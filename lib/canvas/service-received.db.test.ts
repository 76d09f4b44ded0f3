import { beforeEach, describe, expect, it } from "vitest";
import { followSettled } from "#lib/campaign/service-settled.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { deliveriesOf, launchedCampaign, trackAndEvaluate } from "#lib/testing/evaluating.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { createCanvasSchema } from "./schema.ts";
import { createCanvas } from "./service.ts";
import { launchCanvas, stopCanvas } from "./service-lifecycle.ts";
import { enterByReceipt, type Receipts, waitForReceipts } from "./service-received.ts";
import { listEntries } from "./service-views.ts";

useTestDatabase();

const start = new Date("2026-03-10T12:00:00Z");
const later = (seconds: number): Date => new Date(start.getTime() + seconds * 1_000);

let context: Context;

beforeEach(async () => {
  context = await createWorkspace(start);
});

async function waitingJourney(trigger: object, entry: Record<string, unknown> = {}): Promise<string> {
  const input = createCanvasSchema.parse({
    name: "After the campaign",
    entry: { type: "action", triggers: [{ type: "campaign_received", ...trigger }], ...entry },
    steps: [{ id: "wait", type: "delay", delay: { seconds: 86_400 } }],
  });
  const { canvas_id: id } = await createCanvas(context, input);
  await launchCanvas(context, id);
  return id;
}

async function bookedCampaign(fields: Record<string, unknown> = {}): Promise<string> {
  return launchedCampaign(context, { delivery: { type: "action", event: "booked" }, ...fields }, start);
}

const book = (id: string, seconds: number, properties = {}) =>
  trackAndEvaluate(context, { events: [{ external_id: id, name: "booked", properties }] }, later(seconds));

/** What became of every delivery of a campaign, worked off twice as after a crash. */
async function tell(campaign: string, outcome: string, seconds: number): Promise<void> {
  const receipts = (await deliveriesOf(campaign)).map(({ id }) => ({ delivery_id: id, outcome }));
  const job: Receipts = { receipts, controls: [], at: later(seconds).toISOString() };
  for (const _ of [1, 2]) await enterByReceipt(context.workspaceId, [job], later(seconds));
}

const inside = async (id: string): Promise<string[]> =>
  (await listEntries(context, id, { limit: 50 })).entries.map((entry) => entry.external_user_id).toSorted();

/** Jobs that tell of receipts or controls, of this workspace. */
async function told(): Promise<Receipts[]> {
  const { rows } = await pool().query<{ data: Receipts }>(
    "SELECT data FROM pgboss.job WHERE name = 'campaign.received' AND data->>'workspace_id' = $1",
    [context.workspaceId],
  );
  return rows.map(({ data }) => data);
}

describe("a journey that waits for a campaign", () => {
  it("lets in once who received it, with the properties of its event", async () => {
    const campaign = await bookedCampaign();
    const id = await waitingJourney({ campaign_id: campaign });
    await book("u1", 1, { fare: 7 });
    await tell(campaign, "delivered", 2);
    expect(await inside(id)).toEqual(["u1"]);
    const { rows } = await pool().query("SELECT context FROM canvas_entries WHERE canvas_id = $1", [id]);
    expect(rows).toEqual([{ context: { fare: 7 } }]);
  });

  it("goes by the outcome it asks for, and by no other campaign", async () => {
    const [campaign, other] = [await bookedCampaign(), await bookedCampaign()];
    const failed = await waitingJourney({ campaign_id: campaign, outcome: "failed" });
    const ofOther = await waitingJourney({ campaign_id: other });
    await book("u1", 1);
    await tell(campaign, "delivered", 2);
    expect([await inside(failed), await inside(ofOther)]).toEqual([[], []]);
    await tell(campaign, "failed", 3);
    expect([await inside(failed), await inside(ofOther)]).toEqual([["u1"], []]);
  });

  it("lets in again as re-entry says, and nobody while it is stopped or its window is closed", async () => {
    const campaign = await bookedCampaign({ re_eligibility: { allowed: true } });
    const again = await waitingJourney(
      { campaign_id: campaign },
      { re_entry: { allowed: true, after_seconds: 0 } },
    );
    const once = await waitingJourney({ campaign_id: campaign });
    const closed = await waitingJourney(
      { campaign_id: campaign },
      { window: { end: later(1).toISOString() } },
    );
    const stopped = await waitingJourney({ campaign_id: campaign });
    await stopCanvas(context, stopped);
    await book("u1", 2);
    await book("u1", 3);
    await tell(campaign, "delivered", 4);
    expect(await inside(again)).toEqual(["u1", "u1"]);
    expect([await inside(once), await inside(closed), await inside(stopped)]).toEqual([["u1"], [], []]);
  });

  it("lets in the control group", async () => {
    const variations = [
      { name: "A", percentage: 0, webhook: { method: "POST", url: "https://example.com/a" } },
      { name: "Control", percentage: 100, control: true },
    ];
    const campaign = await bookedCampaign({ variations });
    const id = await waitingJourney({ campaign_id: campaign, outcome: "control" });
    await book("u1", 1);
    const jobs = await told();
    expect(jobs).toMatchObject([{ receipts: [], controls: [{ campaign_id: campaign }] }]);
    for (const _ of [1, 2]) await enterByReceipt(context.workspaceId, jobs, later(5));
    expect(await inside(id)).toEqual(["u1"]);
  });

  it("is told of receipts although no campaign waits for any", async () => {
    const campaign = await bookedCampaign();
    await book("u1", 1);
    const [delivery] = await deliveriesOf(campaign);
    const settled = {
      id: delivery?.id ?? "",
      workspaceId: context.workspaceId,
      campaignId: campaign,
      createdAt: later(1),
      replayed: false,
      status: "delivered",
      attempt: null,
    };
    expect(await followSettled([settled], later(2), waitForReceipts)).toBeNull();
    await waitingJourney({ campaign_id: campaign });
    const follow = await followSettled([settled], later(4), waitForReceipts);
    await follow?.(pool(), [settled]);
    expect(await told()).toMatchObject([{ receipts: [{ delivery_id: delivery?.id, outcome: "delivered" }] }]);
  });
});
