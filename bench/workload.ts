/** What is sent in every measurement: a campaign with a small JSON body, and people to send it to. */
import { createCampaignSchema } from "#lib/campaign/schema.ts";
import { createCampaign } from "#lib/campaign/service.ts";
import { launchCampaign } from "#lib/campaign/service-lifecycle.ts";
import { insertDeliveries } from "#lib/delivery/service-enqueue.ts";
import type { Context } from "#lib/platform/context.ts";
import { inTransaction, pool } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { createWorkspace } from "#lib/testing/factories.ts";

/** What the templates below render for one person, so that raw sends the same bytes. */
export const BODY = JSON.stringify({
  name: "Person 12345",
  tier: "gold",
  points: 120,
  note: 'a "quoted" word',
});

export const EVENT = "flight_booked";
const BATCH = 5_000;

export interface LiveCampaign {
  context: Context;
  campaignId: string;
  versionId: string;
  variationId: string;
}

/** A launched campaign that posts to `url` when the event happens, in a workspace of its own unless one is given. */
export async function launchBenchCampaign(
  url: string,
  extra: object = {},
  given?: Context,
): Promise<LiveCampaign> {
  const context = given ? { ...given, now: new Date() } : await createWorkspace();
  const input = createCampaignSchema.parse({
    name: "Bench",
    variations: [
      {
        webhook: {
          url,
          headers: { "x-bench-id": "{{event_properties.${bench_id}}}" },
          body: {
            type: "json",
            value: {
              name: "{{${first_name}}}",
              tier: "{{custom_attribute.${tier}}}",
              points: "{{event_properties.${points}}}",
              note: "{{event_properties.${note}}}",
            },
          },
        },
      },
    ],
    delivery: {
      type: "action",
      event: EVENT,
      filters: [{ property: "points", op: "greater_than", value: 100 }],
    },
    re_eligibility: { allowed: true },
    ...extra,
  });
  const campaign = await createCampaign(context, input);
  const live = await launchCampaign(context, campaign.campaign_id, {});
  return {
    context,
    campaignId: campaign.campaign_id,
    versionId: live.live_version?.version_id ?? "",
    variationId: campaign.variations[0]?.message_variation_id ?? "",
  };
}

export function eventProperties(benchId: string): Record<string, unknown> {
  return { points: 120, note: 'a "quoted" word', bench_id: benchId };
}

/** People p0 … p(n-1), written in bulk. Answers their ids in order. */
export async function addPeople(workspaceId: string, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId());
  for (let from = 0; from < count; from += BATCH) {
    await pool().query(
      `INSERT INTO profiles (id, workspace_id, external_id, attributes, custom_attributes, random_bucket)
       SELECT id, $2, 'p' || ($3 + n - 1), jsonb_build_object('first_name', 'Person ' || ($3 + n - 1)),
              jsonb_build_object('tier', CASE WHEN n % 3 = 0 THEN 'gold' ELSE 'silver' END, 'spend', n % 1000), (($3 + n) * 7919) % 10000
         FROM unnest($1::uuid[]) WITH ORDINALITY AS t (id, n)`,
      [ids.slice(from, from + BATCH), workspaceId, from],
    );
  }
  await pool().query("ANALYZE profiles");
  return ids;
}

/** Deliveries that are ready to be sent, one for each person, in the transactions the product uses. */
export async function oweDeliveries(
  campaign: LiveCampaign,
  people: readonly string[],
  now: Date,
): Promise<void> {
  for (let from = 0; from < people.length; from += BATCH) {
    const rows = people.slice(from, from + BATCH).map((profileId, index) => ({
      id: newId(),
      workspaceId: campaign.context.workspaceId,
      campaignId: campaign.campaignId,
      campaignVersionId: campaign.versionId,
      variationId: campaign.variationId,
      profileId,
      externalUserId: `p${from + index}`,
      input: { event: { name: EVENT, properties: eventProperties(`d${from + index}`) } },
    }));
    await inTransaction((sql) => insertDeliveries(sql, rows, now));
  }
}
