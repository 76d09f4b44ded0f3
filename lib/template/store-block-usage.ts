/** Reads around content blocks: earlier contents, and the messages that include them. */
import { pool } from "#lib/platform/db.ts";
import type { BlockUsage } from "./block-usage-schema.ts";

export interface BlockVersionRow {
  version: number;
  content: string;
  created_at: Date;
  created_by: string | null;
}

export async function listBlockVersions(blockId: string, limit: number): Promise<BlockVersionRow[]> {
  const { rows } = await pool().query<BlockVersionRow>(
    `SELECT version, content, created_at, created_by FROM content_block_versions
      WHERE content_block_id = $1 ORDER BY version DESC LIMIT $2`,
    [blockId, limit],
  );
  return rows;
}

/** Campaigns and canvases that are not archived and whose draft or live version names the block. */
export async function messagesWithBlock(
  workspaceId: string,
  name: string,
  limit: number,
): Promise<BlockUsage[]> {
  // Names consist of letters, digits, "-" and "_" alone, so nothing in them is special in a pattern.
  const pattern = `content_blocks\\.(\\$\\{${name}\\}|${name}([^A-Za-z0-9_-]|$))`;
  const { rows } = await pool().query<BlockUsage>(
    `SELECT * FROM (
       SELECT 'campaign' AS kind, c.id, c.name, c.status, coalesce(v.definition::text ~ $2, false) AS live,
              c.draft::text ~ $2 AS draft
         FROM campaigns c LEFT JOIN campaign_versions v ON v.id = c.live_version_id
        WHERE c.workspace_id = $1 AND c.status <> 'archived'
       UNION ALL
       SELECT 'canvas', c.id, c.name, c.status, coalesce(v.definition::text ~ $2, false), c.draft::text ~ $2
         FROM canvases c LEFT JOIN canvas_versions v ON v.id = c.live_version_id
        WHERE c.workspace_id = $1 AND c.status <> 'archived') u
      WHERE u.live OR u.draft ORDER BY u.live DESC, u.name LIMIT $3`,
    [workspaceId, pattern, limit],
  );
  return rows.map(({ kind, id, name: title, status, live }) => ({ kind, id, name: title, status, live }));
}
