import { pool, type SqlClient } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { giveBackReceipts } from "./store-receipts.ts";

export interface LiveCampaignRow {
  campaign_id: string;
  version_id: string;
  status: string;
  definition: unknown;
}

/** Changes with every campaign of the workspace that goes live, on another version or to another state. */
export async function liveStamp(workspaceId: string): Promise<string> {
  const { rows } = await pool().query<{ stamp: string | null }>({
    name: "campaigns-live-stamp",
    text: "SELECT md5(string_agg(concat_ws(' ', id, live_version_id, status), ',' ORDER BY id)) AS stamp FROM campaigns WHERE workspace_id = $1 AND live_version_id IS NOT NULL",
    values: [workspaceId],
  });
  return rows[0]?.stamp ?? "";
}

/** Running campaigns, and others whose people may still convert. */
export async function loadLiveCampaigns(workspaceId: string): Promise<LiveCampaignRow[]> {
  const { rows } = await pool().query<LiveCampaignRow>(
    `SELECT c.id AS campaign_id, v.id AS version_id, c.status, v.definition
       FROM campaigns c JOIN campaign_versions v ON v.id = c.live_version_id
      WHERE c.workspace_id = $1 AND (c.status = 'active' OR c.updated_at > now() - interval '62 days')`,
    [workspaceId],
  );
  return rows;
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

/** Calls off messages that still wait. Whoever loses one this way did not receive it: they stay eligible. */
export async function cancelDelayed(
  sql: SqlClient,
  workspaceId: string,
  pairs: readonly { campaign: { campaignId: string }; profileId: string }[],
  now: Date,
): Promise<void> {
  const { rows } = await sql.query<{ id: string }>({
    name: "deliveries-cancel-delayed",
    text: `UPDATE deliveries d SET status = 'cancelled', reason = 'exception_event', next_attempt_at = NULL, finished_at = $2
             FROM (SELECT DISTINCT * FROM unnest($3::uuid[], $4::uuid[]) AS u (campaign_id, profile_id)) AS t
            WHERE d.workspace_id = $1 AND d.campaign_id = t.campaign_id AND d.profile_id = t.profile_id
              AND d.status IN ('pending', 'held') AND d.queued_at IS NULL AND d.attempts_count = 0
            RETURNING d.id`,
    values: [
      workspaceId,
      now,
      pairs.map((pair) => pair.campaign.campaignId),
      pairs.map((pair) => pair.profileId),
    ],
  });
  if (rows.length > 0)
    await giveBackReceipts(
      sql,
      rows.map(({ id }) => id),
    );
}

export async function workspaceZone(workspaceId: string): Promise<string> {
  const { rows } = await pool().query<{ time_zone: string }>({
    name: "workspace-zone",
    text: "SELECT time_zone FROM workspaces WHERE id = $1",
    values: [workspaceId],
  });
  return rows[0]?.time_zone ?? "UTC";
}
