import { pool } from "#lib/platform/db.ts";

/** One batch of old finished deliveries; those a worker is busy with are left for the next round. */
export async function deleteFinishedBefore(
  workspaceId: string,
  before: Date,
  limit: number,
): Promise<number> {
  const { rowCount } = await pool().query(
    `DELETE FROM deliveries WHERE id IN (
       SELECT id FROM deliveries WHERE workspace_id = $1 AND created_at < $2 AND status IN ('delivered', 'failed', 'aborted', 'cancelled')
        ORDER BY created_at LIMIT $3 FOR UPDATE SKIP LOCKED)`,
    [workspaceId, before, limit],
  );
  return rowCount ?? 0;
}
