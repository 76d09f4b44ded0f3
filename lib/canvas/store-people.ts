/** Who people are, and the canvases that hold theirs. */
import { pool } from "#lib/platform/db.ts";

/** Which of these canvases hold everybody where they are. */
export async function holdingCanvases(ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await pool().query<{ id: string }>({
    name: "canvases-holding",
    text: "SELECT id FROM canvases WHERE id = ANY($1::uuid[]) AND holding",
    values: [ids],
  });
  return new Set(rows.map((row) => row.id));
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
