/** What asks for a segment or a list. */
import { pool } from "#lib/platform/db.ts";
import type { Use } from "./resource-schema.ts";

const SEGMENT_PATH = 'lax $.**.segment_id ? (@.type() == "string")';
const LIST_PATH = 'lax $.**.list_id ? (@.type() == "string")';

/** By id: the campaigns, journeys and segments whose rules ask for it, wherever in them, as drafted or as live. */
export async function usesOf(
  workspaceId: string,
  kind: "segment" | "list",
): Promise<ReadonlyMap<string, Use[]>> {
  const { rows } = await pool().query<Use & { used: string }>(
    `SELECT DISTINCT u.type, u.id, u.name, found.id #>> '{}' AS used
       FROM (SELECT 'campaign' AS type, id, name, draft::jsonb AS body
               FROM campaigns WHERE workspace_id = $1 AND status <> 'archived'
             UNION ALL
             SELECT 'campaign', c.id, c.name, v.definition::jsonb
               FROM campaigns c JOIN campaign_versions v ON v.id = c.live_version_id
              WHERE c.workspace_id = $1 AND c.status = ANY('{active,scheduled,paused}')
             UNION ALL
             SELECT 'canvas', id, name, draft::jsonb FROM canvases WHERE workspace_id = $1 AND status <> 'archived'
             UNION ALL
             SELECT 'canvas', c.id, c.name, v.definition::jsonb
               FROM canvases c JOIN canvas_versions v ON v.id = c.live_version_id
              WHERE c.workspace_id = $1 AND c.status = ANY('{active,scheduled,paused}')
             UNION ALL
             SELECT 'segment', id, name, filter::jsonb FROM segments WHERE workspace_id = $1 AND archived_at IS NULL) AS u
      CROSS JOIN LATERAL jsonb_path_query(u.body, $2::jsonpath) AS found (id)
      ORDER BY u.type, u.name`,
    [workspaceId, kind === "segment" ? SEGMENT_PATH : LIST_PATH],
  );
  const uses = new Map<string, Use[]>();
  for (const { used, ...use } of rows) uses.set(used, [...(uses.get(used) ?? []), use]);
  return uses;
}
