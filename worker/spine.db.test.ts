import { describe, expect, it } from "vitest";
import { createCampaignSchema } from "#lib/campaign/schema.ts";
import { createCampaign } from "#lib/campaign/service.ts";
import { launchCampaign } from "#lib/campaign/service-lifecycle.ts";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { useWorker } from "#lib/testing/worker.ts";

useTestDatabase();
const running = useWorker();

async function launched(
  context: Context,
  path: string,
  extra: Record<string, unknown> = {},
): Promise<string> {
  const campaign = await createCampaign(
    context,
    createCampaignSchema.parse({
      name: "Loyalty credit",
      variations: [
        {
          name: "A",
          webhook: {
            method: "POST",
            url: `${running.receiver.url}${path}`,
            headers: { "X-Tier": "{{custom_attribute.${tier}}}" },
            body: {
              type: "json",
              value: {
                name: "{{${first_name}}}",
                points: "{{event_properties.${points}}}",
                note: "{{event_properties.${note}}}",
              },
            },
          },
        },
      ],
      delivery: {
        type: "action",
        event: "flight_booked",
        filters: [{ property: "points", op: "greater_than", value: 100 }],
      },
      re_eligibility: { allowed: true },
      retry: { schedule_seconds: [0.05, 0.05, 0.05] },
      ...extra,
    }),
  );
  await launchCampaign(context, campaign.campaign_id, {});
  return campaign.campaign_id;
}

function booking(points: number): TrackBody {
  return TrackBody.parse({
    attributes: [{ external_id: "u1", first_name: "Zoë", tier: "gold" }],
    events: [{ external_id: "u1", name: "flight_booked", properties: { points, note: 'a "quoted" word' } }],
  });
}

async function delivery(campaignId: string): Promise<Record<string, unknown>> {
  const { rows } = await pool().query("SELECT * FROM deliveries WHERE campaign_id = $1", [campaignId]);
  return rows[0] ?? {};
}

describe("an event that starts a campaign", () => {
  it("leaves as the webhook that was written, with a stable id", async () => {
    const context = await createWorkspace();
    const campaignId = await launched(context, "/credit");
    await track({ ...context, now: new Date() }, booking(120));
    await expect.poll(async () => (await delivery(campaignId)).status, { timeout: 5000 }).toBe("delivered");
    const [request] = running.receiver.requests.filter((seen) => seen.url === "/credit");
    expect(JSON.parse(request?.body ?? "")).toEqual({ name: "Zoë", points: 120, note: 'a "quoted" word' });
    expect(request?.headers).toMatchObject({
      "x-tier": "gold",
      "webhook-id": (await delivery(campaignId)).id,
    });
  });

  it("is tried again after two errors, with the same id and bytes", async () => {
    const context = await createWorkspace();
    running.receiver.script("/flaky", [500, 500, 200]);
    const campaignId = await launched(context, "/flaky");
    await track({ ...context, now: new Date() }, booking(120));
    await expect.poll(async () => (await delivery(campaignId)).status, { timeout: 8000 }).toBe("delivered");
    const requests = running.receiver.requests.filter((seen) => seen.url === "/flaky");
    expect(requests).toHaveLength(3);
    expect(new Set(requests.map((request) => request.headers["webhook-id"])).size).toBe(1);
    expect(new Set(requests.map((request) => request.body)).size).toBe(1);
  });

  it("does nothing when its properties do not pass", async () => {
    const context = await createWorkspace();
    const campaignId = await launched(context, "/never");
    await track({ ...context, now: new Date() }, booking(50));
    await track({ ...context, now: new Date() }, booking(150));
    await expect.poll(async () => (await delivery(campaignId)).status, { timeout: 5000 }).toBe("delivered");
    expect(running.receiver.requests.filter((seen) => seen.url === "/never")).toHaveLength(1);
  });
});
