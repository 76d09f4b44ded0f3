import { pool, type SqlClient } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import type { PersonFacts } from "#lib/segment/matches.ts";

export interface LiveCampaignRow {
  campaign_id: string;
  version_id: string;
  definition: unknown;
}

/** Changes whenever a campaign of the workspace is launched, stopped or changed. */
export async function liveStamp(workspaceId: string): Promise<string> {
  const { rows } = await pool().query<{ stamp: string }>({
    name: "campaigns-live-stamp",
    text: `SELECT concat(count(*), ' ', max(updated_at)) AS stamp FROM campaigns WHERE workspace_id = $1 AND status = 'active'`,
    values: [workspaceId],
  });
  return rows[0]?.stamp ?? "";
}

export async function loadLiveCampaigns(workspaceId: string): Promise<LiveCampaignRow[]> {
  const { rows } = await pool().query<LiveCampaignRow>(
    `SELECT c.id AS campaign_id, v.id AS version_id, v.definition FROM campaigns c JOIN campaign_versions v ON v.id = c.live_version_id
      WHERE c.workspace_id = $1 AND c.status = 'active'`,
    [workspaceId],
  );
  return rows;
}

export async function loadPeople(
  workspaceId: string,
  profileIds: readonly string[],
): Promise<Map<string, PersonFacts>> {
  const { rows } = await pool().query<{
    id: string;
    external_id: string;
    attributes: Record<string, unknown>;
    custom_attributes: Record<string, unknown>;
    time_zone: string | null;
    random_bucket: number;
    created_at: Date;
  }>({
    name: "profiles-people",
    text: `SELECT id, external_id, attributes, custom_attributes, time_zone, random_bucket, created_at FROM profiles
            WHERE workspace_id = $1 AND id = ANY($2)`,
    values: [workspaceId, profileIds],
  });
  return new Map(
    rows.map((row) => [
      row.id,
      {
        profileId: row.id,
        externalId: row.external_id,
        attributes: row.attributes,
        customAttributes: row.custom_attributes,
        timeZone: row.time_zone,
        randomBucket: row.random_bucket,
        createdAt: row.created_at,
      },
    ]),
  );
}

export interface ReceiptClaim {
  campaignId: string;
  profileId: string;
  variationId: string;
  control: boolean;
  /** Not again before this much time has passed; null: never again. */
  againAfterMs: number | null;
}

/** Notes receipts of those who may receive now; answers them as "campaign profile". Two claims at once: one wins. */
export async function claimReceipts(
  sql: SqlClient,
  workspaceId: string,
  claims: readonly ReceiptClaim[],
  now: Date,
): Promise<Set<string>> {
  const { rows } = await sql.query<{ key: string }>({
    name: "receipts-claim",
    text: `INSERT INTO campaign_receipts AS r (campaign_id, profile_id, workspace_id, variation_id, control, first_received_at, last_received_at)
           SELECT campaign_id, profile_id, $1, variation_id, control, $2, $2
             FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::boolean[]) AS t (campaign_id, profile_id, variation_id, control)
            ORDER BY campaign_id, profile_id
           ON CONFLICT (campaign_id, profile_id) DO UPDATE
             SET last_received_at = excluded.last_received_at, received_count = r.received_count + 1
           WHERE EXISTS (SELECT FROM unnest($3::uuid[], $7::float8[]) AS a (campaign_id, again_ms)
                          WHERE a.campaign_id = r.campaign_id AND a.again_ms IS NOT NULL
                            AND r.last_received_at + make_interval(secs => a.again_ms / 1000) <= $2)
           RETURNING campaign_id || ' ' || profile_id AS key`,
    values: [
      workspaceId,
      now,
      claims.map((claim) => claim.campaignId),
      claims.map((claim) => claim.profileId),
      claims.map((claim) => claim.variationId),
      claims.map((claim) => claim.control),
      claims.map((claim) => claim.againAfterMs),
    ],
  });
  return new Set(rows.map((row) => row.key));
}

export interface Decision {
  campaignId: string;
  profileId: string;
  eventId: string | null;
  reason: string;
}

/** Records why people did not get something. */
export async function insertDecisions(
  sql: SqlClient,
  workspaceId: string,
  decisions: readonly Decision[],
  now: Date,
): Promise<void> {
  await sql.query({
    name: "decisions-insert",
    text: `INSERT INTO campaign_decisions (id, workspace_id, campaign_id, profile_id, event_id, reason, decided_at)
           SELECT id, $1, campaign_id, profile_id, event_id, reason, $2
             FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[]) AS t (id, campaign_id, profile_id, event_id, reason)`,
    values: [
      workspaceId,
      now,
      decisions.map(() => newId()),
      decisions.map((decision) => decision.campaignId),
      decisions.map((decision) => decision.profileId),
      decisions.map((decision) => decision.eventId),
      decisions.map((decision) => decision.reason),
    ],
  });
}

/** Cancels delayed sends that an exception event overtook. */
export async function cancelDelayed(
  sql: SqlClient,
  workspaceId: string,
  pairs: readonly { campaignId: string; profileId: string }[],
  now: Date,
): Promise<void> {
  await sql.query({
    name: "deliveries-cancel-delayed",
    text: `UPDATE deliveries d SET status = 'cancelled', reason = 'exception_event', next_attempt_at = NULL, finished_at = $2
             FROM unnest($3::uuid[], $4::uuid[]) AS t (campaign_id, profile_id)
            WHERE d.workspace_id = $1 AND d.campaign_id = t.campaign_id AND d.profile_id = t.profile_id
              AND d.status = 'pending' AND d.queued_at IS NULL AND d.attempts_count = 0`,
    values: [workspaceId, now, pairs.map((pair) => pair.campaignId), pairs.map((pair) => pair.profileId)],
  });
}

export async function workspaceZone(workspaceId: string): Promise<string> {
  const { rows } = await pool().query<{ time_zone: string }>({
    name: "workspace-zone",
    text: "SELECT time_zone FROM workspaces WHERE id = $1",
    values: [workspaceId],
  });
  return rows[0]?.time_zone ?? "UTC";
}
