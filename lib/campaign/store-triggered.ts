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
