/** What admitting people asks of the database: receipts, caps, and how full a campaign is. */
import { pool, type SqlClient } from "#lib/platform/db.ts";
import type { QuietHours } from "#lib/trigger/schema.ts";
import { parseSettings, type WorkspaceSettings } from "#lib/workspace/schema.ts";

/** What somebody got of a campaign so far. */
export interface Receipt {
  last_received_at: Date;
  variation_id: string;
  control: boolean;
}

/** The name of a receipt in the answers of this file. */
export function receiptKey({ campaignId, profileId }: { campaignId: string; profileId: string }): string {
  return `${campaignId} ${profileId}`;
}

/** What these people received before, by `receiptKey`. One statement, none for nobody. */
export async function receiptsOf(
  sql: SqlClient,
  pairs: readonly { campaignId: string; profileId: string }[],
): Promise<Map<string, Receipt>> {
  if (pairs.length === 0) return new Map();
  const { rows } = await sql.query<Receipt & { key: string }>({
    name: "receipts-of",
    text: `SELECT DISTINCT r.campaign_id || ' ' || r.profile_id AS key, r.last_received_at, r.variation_id, r.control
             FROM unnest($1::uuid[], $2::uuid[]) AS t (campaign_id, profile_id)
             JOIN campaign_receipts r ON r.campaign_id = t.campaign_id AND r.profile_id = t.profile_id`,
    values: [pairs.map((pair) => pair.campaignId), pairs.map((pair) => pair.profileId)],
  });
  return new Map(rows.map((row) => [row.key, row]));
}

export interface ReceiptClaim {
  campaignId: string;
  profileId: string;
  variationId: string;
  control: boolean;
  /** When the message is to be sent. */
  receivedAt: Date;
  /** How many messages this claim is for. */
  count: number;
  /** May receive again when the last receipt is not younger than this; null: never again. */
  lastBefore: Date | null;
}

/**
 * Notes receipts of those who may receive now. Answers `receiptKey` → variation: the one somebody got first
 * stays theirs as long as it exists (`variationIds`). A receipt that lies ahead stays the next one, and what was received
 * before is kept beside it. Two claims at once: one wins. One statement.
 */
export async function claimReceipts(
  sql: SqlClient,
  workspaceId: string,
  claims: readonly ReceiptClaim[],
  variationIds: readonly string[],
  now: Date,
): Promise<Map<string, string>> {
  if (claims.length === 0) return new Map();
  const { rows } = await sql.query<{ key: string; variation_id: string }>({
    name: "receipts-claim",
    text: `WITH t AS MATERIALIZED (
             SELECT * FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::boolean[], $7::timestamptz[], $9::timestamptz[], $10::int[])
               AS t (campaign_id, profile_id, variation_id, control, last_before, received_at, times)
           ), latest AS MATERIALIZED (SELECT campaign_id, max(last_before) AS last_before FROM t GROUP BY campaign_id)
           INSERT INTO campaign_receipts AS r (campaign_id, profile_id, workspace_id, variation_id, control, received_count, first_received_at, last_received_at)
           SELECT t.campaign_id, t.profile_id, $1, t.variation_id, t.control, t.times, t.received_at, t.received_at
             FROM t LEFT JOIN campaign_receipts k ON k.campaign_id = t.campaign_id AND k.profile_id = t.profile_id
            WHERE k.profile_id IS NULL OR k.last_received_at <= t.last_before
            ORDER BY t.campaign_id, t.profile_id
           ON CONFLICT (campaign_id, profile_id) DO UPDATE
             SET last_received_at = CASE WHEN r.last_received_at > $2 THEN least(r.last_received_at, excluded.last_received_at) ELSE excluded.last_received_at END,
                 previous_received_at = CASE WHEN r.last_received_at > $2 THEN r.previous_received_at ELSE r.last_received_at END,
                 received_count = r.received_count + excluded.received_count,
                 variation_id = CASE WHEN r.variation_id = ANY($8::text[]) THEN r.variation_id ELSE excluded.variation_id END,
                 control = CASE WHEN r.variation_id = ANY($8::text[]) THEN r.control ELSE excluded.control END
           WHERE r.last_received_at <= (SELECT l.last_before FROM latest l WHERE l.campaign_id = r.campaign_id)
           RETURNING campaign_id || ' ' || profile_id AS key, variation_id`,
    values: [
      workspaceId,
      now,
      claims.map((claim) => claim.campaignId),
      claims.map((claim) => claim.profileId),
      claims.map((claim) => claim.variationId),
      claims.map((claim) => claim.control),
      claims.map((claim) => claim.lastBefore),
      variationIds,
      claims.map((claim) => claim.receivedAt),
      claims.map((claim) => claim.count),
    ],
  });
  return new Map(rows.map((row) => [row.key, row.variation_id]));
}

/** The tags that campaigns have now, by id. */
export async function campaignTags(
  sql: SqlClient,
  workspaceId: string,
  campaignIds: readonly string[],
): Promise<Map<string, readonly string[]>> {
  const { rows } = await sql.query<{ id: string; tags: string[] }>({
    name: "campaigns-tags",
    text: "SELECT id, tags FROM campaigns WHERE workspace_id = $1 AND id = ANY($2)",
    values: [workspaceId, campaignIds],
  });
  return new Map(rows.map((row) => [row.id, row.tags]));
}

/** How many people got these campaigns so far. Holds the campaigns, so that no other batch fills the last place. */
export async function countReceivers(
  sql: SqlClient,
  workspaceId: string,
  campaignIds: readonly string[],
): Promise<Map<string, number>> {
  await sql.query("SELECT 1 FROM campaigns WHERE workspace_id = $1 AND id = ANY($2) ORDER BY id FOR UPDATE", [
    workspaceId,
    campaignIds,
  ]);
  return countReceiversNow(campaignIds, sql);
}

/** The same without holding the campaigns. */
export async function countReceiversNow(
  campaignIds: readonly string[],
  sql: SqlClient = pool(),
): Promise<Map<string, number>> {
  const { rows } = await sql.query<{ campaign_id: string; count: number }>(
    "SELECT campaign_id, count(*)::int AS count FROM campaign_receipts WHERE campaign_id = ANY($1) AND NOT control GROUP BY 1",
    [campaignIds],
  );
  return new Map(rows.map((row) => [row.campaign_id, row.count]));
}

/** What the workspace says about every campaign. */
export interface WorkspaceRules {
  timeZone: string;
  caps: WorkspaceSettings["frequency_caps"];
  /** For campaigns without quiet hours of their own. */
  quietHours: QuietHours | null;
}

export async function workspaceRules(sql: SqlClient, workspaceId: string): Promise<WorkspaceRules> {
  const { rows } = await sql.query<{ time_zone: string; settings: unknown }>({
    name: "workspace-rules",
    text: "SELECT time_zone, settings FROM workspaces WHERE id = $1",
    values: [workspaceId],
  });
  const { frequency_caps: caps, quiet_hours: quiet } = parseSettings(rows[0]?.settings);
  const action = quiet.behavior === "abort" ? "abort" : "defer";
  return {
    timeZone: rows[0]?.time_zone ?? "UTC",
    caps,
    quietHours: quiet.enabled ? { start: quiet.start, end: quiet.end, action } : null,
  };
}
