import { pool } from "#lib/platform/db.ts";

interface VersionContent {
  campaign_id: string;
  definition: unknown;
  /** As they were at its publication; null for versions of before that was kept. */
  content_blocks: Record<string, string> | null;
}

/** The definition of one immutable version. */
export async function findVersionDefinition(
  workspaceId: string,
  versionId: string,
): Promise<VersionContent | null> {
  const { rows } = await pool().query<VersionContent>(
    "SELECT campaign_id, definition, content_blocks FROM campaign_versions WHERE workspace_id = $1 AND id = $2",
    [workspaceId, versionId],
  );
  return rows[0] ?? null;
}
