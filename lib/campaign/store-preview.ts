import { pool } from "#lib/platform/db.ts";

/** The profile with this external id, or with none given, the one seen last. */
export async function findProfileId(workspaceId: string, externalId: string | null): Promise<string | null> {
  const { rows } = await pool().query<{ id: string }>(
    `SELECT id FROM profiles WHERE workspace_id = $1 AND ($2::text IS NULL OR external_id = $2) ORDER BY created_at DESC LIMIT 1`,
    [workspaceId, externalId],
  );
  return rows[0]?.id ?? null;
}
