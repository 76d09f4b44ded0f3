/** What checks and previews need to know about the rest of the workspace. */
import { pool } from "#lib/platform/db.ts";

export interface WorkspaceFacts {
  timeZone: string;
  settings: unknown;
}

export async function workspaceFacts(workspaceId: string): Promise<WorkspaceFacts> {
  const { rows } = await pool().query<{ time_zone: string; settings: unknown }>(
    "SELECT time_zone, settings FROM workspaces WHERE id = $1",
    [workspaceId],
  );
  return { timeZone: rows[0]?.time_zone ?? "UTC", settings: rows[0]?.settings ?? {} };
}

/** Who saved the campaign last, for people who lost the race. */
export async function lastEditor(
  workspaceId: string,
  campaignId: string,
): Promise<{ name: string; at: Date } | null> {
  const { rows } = await pool().query<{ name: string | null; at: Date }>(
    `SELECT coalesce(actor->>'name', actor->>'job') AS name, at FROM audit_entries
     WHERE workspace_id = $1 AND subject_type = 'campaign' AND subject_id = $2
     ORDER BY at DESC LIMIT 1`,
    [workspaceId, campaignId],
  );
  const [row] = rows;
  return row ? { name: row.name ?? "somebody", at: row.at } : null;
}
