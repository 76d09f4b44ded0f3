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

const MESSAGES = [
  { kind: "campaign", table: "campaigns", versions: "campaign_versions" },
  { kind: "canvas", table: "canvases", versions: "canvas_versions" },
] as const;

/**
 * Campaigns and canvases that are not archived and whose draft or live version names the block, and blocks that do.
 * Each part is answered by an index on the names (see the migration `block_usage`).
 */
export async function messagesWithBlock(
  workspaceId: string,
  name: string,
  limit: number,
): Promise<BlockUsage[]> {
  const parts = MESSAGES.map(
    ({ kind, table, versions }) => `
      SELECT '${kind}' AS kind, m.id, m.name, m.status, bool_or(u.live) AS live
        FROM (SELECT id, false AS live FROM ${table}
               WHERE workspace_id = $1 AND content_blocks_in(draft) @> ARRAY[$2]
              UNION ALL
              SELECT l.id, true FROM ${versions} v JOIN ${table} l ON l.live_version_id = v.id
               WHERE v.workspace_id = $1 AND content_blocks_in(v.definition) @> ARRAY[$2]) AS u
        JOIN ${table} m ON m.id = u.id
       WHERE m.status <> 'archived' GROUP BY m.id`,
  );
  const { rows } = await pool().query<BlockUsage>(
    `SELECT * FROM (${parts.join(" UNION ALL ")}
       UNION ALL
       SELECT 'content_block', id, name, state, state = 'active' FROM content_blocks
        WHERE workspace_id = $1 AND content_blocks_in(content) @> ARRAY[$2]) AS used
      ORDER BY live DESC, name LIMIT $3`,
    [workspaceId, name, limit],
  );
  return rows;
}
