import { pool } from "#lib/platform/db.ts";

const MAX_SHOWN = 500;

/** Hosts that have signing keys of their own, in order. */
export async function hostsWithSigning(workspaceId: string): Promise<string[]> {
  const { rows } = await pool().query<{ host: string }>(
    `SELECT host FROM hosts WHERE workspace_id = $1 AND signing <> '[]' ORDER BY host LIMIT ${MAX_SHOWN}`,
    [workspaceId],
  );
  return rows.map((row) => row.host);
}
