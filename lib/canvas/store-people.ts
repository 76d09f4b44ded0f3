/** Who people are, and the canvases that hold theirs. */
import { pool, type SqlClient } from "#lib/platform/db.ts";

/** Which of these canvases hold everybody where they are. */
export async function holdingCanvases(ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await pool().query<{ id: string }>({
    name: "canvases-holding",
    text: "SELECT id FROM canvases WHERE id = ANY($1::uuid[]) AND holding",
    values: [ids],
  });
  return new Set(rows.map((row) => row.id));
}

/**
 * Which of these canvases let people in; none of them changes its state before the transaction ends, and with
 * NO KEY UPDATE nobody else lets anybody in.
 */
export async function lockActive(
  sql: SqlClient,
  ids: readonly string[],
  strength: "SHARE" | "NO KEY UPDATE",
): Promise<Set<string>> {
  const { rows } = await sql.query<{ id: string }>({
    name: strength === "SHARE" ? "canvases-active" : "canvases-active-alone",
    text: `SELECT id FROM canvases WHERE id = ANY($1::uuid[]) AND status = 'active' ORDER BY id FOR ${strength}`,
    values: [ids],
  });
  return new Set(rows.map((row) => row.id));
}

/** When these people last entered a canvas; those who never did are left out. */
export async function lastEntries(
  canvasId: string,
  profileIds: readonly string[],
): Promise<Map<string, Date>> {
  const { rows } = await pool().query<{ profile_id: string; last_entered_at: Date }>({
    name: "canvas-people-last",
    text: "SELECT profile_id, last_entered_at FROM canvas_people WHERE canvas_id = $1 AND profile_id = ANY($2::uuid[])",
    values: [canvasId, profileIds],
  });
  return new Map(rows.map((row) => [row.profile_id, row.last_entered_at]));
}

/** Ids of the profiles behind external ids; those that do not exist are left out. */
export async function findProfileIds(
  workspaceId: string,
  externalIds: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await pool().query<{ id: string; external_id: string }>({
    name: "canvas-profile-ids",
    text: "SELECT id, external_id FROM profiles WHERE workspace_id = $1 AND external_id = ANY($2)",
    values: [workspaceId, externalIds],
  });
  return new Map(rows.map((row) => [row.external_id, row.id]));
}
