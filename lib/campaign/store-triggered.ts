/** What is live and begins when somebody has received a campaign. */
import type { SqlClient } from "#lib/platform/db.ts";

const RUNNING = "{active,scheduled,paused}";
const TRIGGERED = '$.triggers[*] ? (@.type == "campaign_received" && @.campaign_id == $id)';

/** Names of the live campaigns and journeys that the campaign triggers, itself apart. */
export async function triggeredBy(
  sql: SqlClient,
  workspaceId: string,
  campaignId: string,
  limit: number,
): Promise<string[]> {
  const { rows } = await sql.query<{ name: string }>(
    `SELECT name FROM (
       SELECT c.name FROM campaigns c JOIN campaign_versions v ON v.id = c.live_version_id
        WHERE c.workspace_id = $1 AND c.status = ANY($3) AND c.id <> $2::uuid
          AND jsonb_path_exists(v.definition::jsonb -> 'delivery', $4::jsonpath, jsonb_build_object('id', $2::uuid::text))
       UNION ALL
       SELECT c.name FROM canvases c JOIN canvas_versions v ON v.id = c.live_version_id
        WHERE c.workspace_id = $1 AND c.status = ANY($3)
          AND jsonb_path_exists(v.definition::jsonb -> 'entry', $4::jsonpath, jsonb_build_object('id', $2::uuid::text))
     ) AS triggered ORDER BY name LIMIT $5`,
    [workspaceId, campaignId, RUNNING, TRIGGERED, limit],
  );
  return rows.map(({ name }) => name);
}

/** Segments whose entry starts a campaign that is active. */
export async function watchedSegments(sql: SqlClient, workspaceId: string): Promise<Set<string>> {
  const { rows } = await sql.query<{ segment_id: string }>(
    `SELECT DISTINCT t->>'segment_id' AS segment_id
       FROM campaigns c JOIN campaign_versions v ON v.id = c.live_version_id,
            json_array_elements(CASE json_typeof(v.definition->'delivery'->'triggers') WHEN 'array' THEN v.definition->'delivery'->'triggers' ELSE '[]' END) t
      WHERE c.workspace_id = $1 AND c.status = 'active' AND t->>'type' = 'segment_entry'`,
    [workspaceId],
  );
  return new Set(rows.map((row) => row.segment_id));
}
