import { pool, type SqlClient } from "#lib/platform/db.ts";

const MAX_SHOWN = 500;

/** Hosts that have signing keys of their own, in order. */
export async function hostsWithSigning(workspaceId: string): Promise<string[]> {
  const { rows } = await pool().query<{ host: string }>(
    `SELECT host FROM hosts WHERE workspace_id = $1 AND signing <> '[]' ORDER BY host LIMIT ${MAX_SHOWN}`,
    [workspaceId],
  );
  return rows.map((row) => row.host);
}

/** The signing keys of a host inside a transaction that is going to replace them: nobody else does meanwhile. */
export async function lockSigning(
  sql: SqlClient,
  workspaceId: string,
  host: string,
  now: Date,
): Promise<unknown> {
  const { rows } = await sql.query<{ signing: unknown }>(
    `INSERT INTO hosts AS h (workspace_id, host, created_at, updated_at) VALUES ($1, $2, $3, $3)
     ON CONFLICT (workspace_id, host) DO UPDATE SET updated_at = h.updated_at RETURNING signing`,
    [workspaceId, host, now],
  );
  return rows[0]?.signing ?? [];
}
