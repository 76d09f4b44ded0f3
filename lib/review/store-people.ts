/** People whose requests are shown to a reviewer. */
import { pool } from "#lib/platform/db.ts";

export interface SamplePerson {
  profile_id: string;
  external_id: string;
  attributes: Record<string, unknown>;
  custom_attributes: Record<string, unknown>;
  time_zone: string | null;
  random_bucket: number;
  /** The latest event that would have started it. */
  event: { name: string; time: string; properties: Record<string, unknown> } | null;
}

/** With the latest event of this name, when one is given. Those who are gone are left out. */
export async function samplePeople(
  workspaceId: string,
  externalIds: readonly string[],
  eventName: string | null,
): Promise<SamplePerson[]> {
  const { rows } = await pool().query<SamplePerson>(
    `SELECT p.id AS profile_id, p.external_id, p.attributes, p.custom_attributes, p.time_zone, p.random_bucket, e.event
       FROM profiles p
       LEFT JOIN LATERAL (
         SELECT json_build_object('name', name, 'time', time, 'properties', properties) AS event FROM events
          WHERE $3::text IS NOT NULL AND workspace_id = $1 AND name = $3 AND profile_id = p.id ORDER BY time DESC LIMIT 1) e ON true
      WHERE p.workspace_id = $1 AND p.external_id = ANY($2::text[])`,
    [workspaceId, externalIds, eventName],
  );
  const byId = new Map(rows.map((row) => [row.external_id, row]));
  return externalIds.flatMap((id) => byId.get(id) ?? []);
}

/** External ids of people who did this most recently. */
export async function recentlyDone(workspaceId: string, eventName: string, limit: number): Promise<string[]> {
  const { rows } = await pool().query<{ external_id: string }>(
    `SELECT DISTINCT p.external_id
       FROM (SELECT profile_id FROM events WHERE workspace_id = $1 AND name = $2 ORDER BY time DESC LIMIT $3) e
       JOIN profiles p ON p.id = e.profile_id AND p.workspace_id = $1`,
    [workspaceId, eventName, limit],
  );
  return rows.map((row) => row.external_id);
}
