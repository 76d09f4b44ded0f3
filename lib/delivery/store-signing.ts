import { pool, type SqlClient } from "#lib/platform/db.ts";

/** The signing keys of a workspace as stored; an empty list stands for the derived one. */
export async function workspaceSigning(workspaceId: string): Promise<unknown> {
  const { rows } = await pool().query<{ signing: unknown }>({
    name: "workspace-signing",
    text: "SELECT signing FROM workspaces WHERE id = $1",
    values: [workspaceId],
  });
  return rows[0]?.signing ?? [];
}

/** The same inside a transaction that is going to replace them: nobody else does meanwhile. */
export async function lockWorkspaceSigning(sql: SqlClient, workspaceId: string): Promise<unknown> {
  const { rows } = await sql.query<{ signing: unknown }>(
    "SELECT signing FROM workspaces WHERE id = $1 FOR UPDATE",
    [workspaceId],
  );
  return rows[0]?.signing ?? [];
}

/** Replaces them. Workers follow within a second. */
export async function saveWorkspaceSigning(
  sql: SqlClient,
  workspaceId: string,
  signing: unknown,
): Promise<void> {
  await sql.query("UPDATE workspaces SET signing = $2 WHERE id = $1", [workspaceId, JSON.stringify(signing)]);
}
