import { pool } from "#lib/platform/db.ts";

/** The definition of one immutable version. */
export async function findVersionDefinition(
  workspaceId: string,
  versionId: string,
): Promise<{ campaign_id: string; definition: unknown } | null> {
  const { rows } = await pool().query<{ campaign_id: string; definition: unknown }>(
    "SELECT campaign_id, definition FROM campaign_versions WHERE workspace_id = $1 AND id = $2",
    [workspaceId, versionId],
  );
  return rows[0] ?? null;
}
