/** Tracks and evaluates without a worker, so that a test decides what the clock shows. */
import { createCampaignSchema } from "#lib/campaign/schema.ts";
import { createCampaign } from "#lib/campaign/service.ts";
import { evaluateEvents } from "#lib/campaign/service-evaluate.ts";
import { launchCampaign } from "#lib/campaign/service-lifecycle.ts";
import { EVALUATE_EVENTS, type EvaluateEventsPayload } from "#lib/event/jobs.ts";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";

const seen = new Set<string>();

/** One accepted call, and what it starts. Answers the evaluated batch. */
export async function trackAndEvaluate(
  context: Context,
  body: Record<string, unknown>,
  now: Date = new Date(),
): Promise<EvaluateEventsPayload[]> {
  await track({ ...context, now }, TrackBody.parse(body));
  const { rows } = await pool().query<{ id: string; data: EvaluateEventsPayload }>(
    "SELECT id, data FROM pgboss.job WHERE name = $1 AND data->>'workspace_id' = $2 ORDER BY created_on, id",
    [EVALUATE_EVENTS.name, context.workspaceId],
  );
  const fresh = rows.filter((row) => !seen.has(row.id));
  for (const row of fresh) seen.add(row.id);
  const batch = fresh.map((row) => row.data);
  await evaluateEvents(context.workspaceId, batch, now);
  return batch;
}

/** A running campaign with one variation, unless `extra` says otherwise. */
export async function launchedCampaign(
  context: Context,
  extra: Record<string, unknown>,
  now: Date = new Date(),
): Promise<string> {
  const webhook = { url: "https://api.example.com/hook", body: { type: "json", value: { a: 1 } } };
  const input = createCampaignSchema.parse({ name: "C", variations: [{ name: "A", webhook }], ...extra });
  const campaign = await createCampaign({ ...context, now }, input);
  await launchCampaign({ ...context, now }, campaign.campaign_id);
  return campaign.campaign_id;
}

export interface SeenDelivery {
  id: string;
  external_user_id: string;
  status: string;
  reason: string | null;
  variation_id: string;
  next_attempt_at: Date | null;
}

/** Deliveries of a campaign, the oldest first. */
export async function deliveriesOf(campaignId: string): Promise<SeenDelivery[]> {
  const { rows } = await pool().query<SeenDelivery>(
    `SELECT id, external_user_id, status, reason, variation_id, next_attempt_at FROM deliveries
      WHERE campaign_id = $1 ORDER BY created_at, external_user_id, id`,
    [campaignId],
  );
  return rows;
}

/** Why people did not get a campaign: "person reason", in order. */
export async function refusals(campaignId: string): Promise<string[]> {
  const { rows } = await pool().query<{ text: string }>(
    `SELECT p.external_id || ' ' || d.reason AS text FROM campaign_decisions d JOIN profiles p ON p.id = d.profile_id
      WHERE d.campaign_id = $1 ORDER BY d.decided_at, d.id`,
    [campaignId],
  );
  return rows.map((row) => row.text);
}
