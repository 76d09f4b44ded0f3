import { pool } from "#lib/platform/db.ts";
import type { PersonDelivery, PersonEvent } from "./evaluate-leaf.ts";

/** Events of these people by name, and their purchases when asked for. */
export async function eventsOf(
  workspaceId: string,
  profileIds: readonly string[],
  names: readonly string[],
  purchases: boolean,
): Promise<Map<string, PersonEvent[]>> {
  const { rows } = await pool().query<PersonEvent & { profileId: string }>(
    `SELECT profile_id AS "profileId", kind, name, time, properties, product_id AS "productId" FROM events
      WHERE workspace_id = $1 AND profile_id = ANY($2::uuid[]) AND (name = ANY($3) OR ($4 AND kind = 'purchase'))`,
    [workspaceId, profileIds, names, purchases],
  );
  return Map.groupBy(rows, (row) => row.profileId);
}

export async function deliveriesOf(
  workspaceId: string,
  profileIds: readonly string[],
): Promise<Map<string, PersonDelivery[]>> {
  const { rows } = await pool().query<PersonDelivery & { profileId: string }>(
    `SELECT profile_id AS "profileId", id, campaign_id AS "campaignId", canvas_id AS "canvasId", variation_id AS "variationId", step_id AS "stepId", status, created_at AS "createdAt",
            delivered_at AS "deliveredAt" FROM deliveries WHERE workspace_id = $1 AND profile_id = ANY($2::uuid[])`,
    [workspaceId, profileIds],
  );
  return Map.groupBy(rows, (row) => row.profileId);
}

/** Ids of the lists that each of these people is on. */
export async function listsOf(
  workspaceId: string,
  profileIds: readonly string[],
): Promise<Map<string, Set<string>>> {
  const { rows } = await pool().query<{ profile_id: string; lists: string[] }>(
    `SELECT profile_id, array_agg(list_id) AS lists FROM list_members
      WHERE workspace_id = $1 AND profile_id = ANY($2::uuid[]) GROUP BY 1`,
    [workspaceId, profileIds],
  );
  return new Map(rows.map((row) => [row.profile_id, new Set(row.lists)]));
}
