import { pool, type SqlClient } from "#lib/platform/db.ts";
import type { Statement } from "./compile-sql.ts";

export async function knownMembers(segmentId: string, profileIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await pool().query<{ profile_id: string }>({
    name: "segment-members-known",
    text: "SELECT profile_id FROM segment_members WHERE segment_id = $1 AND profile_id = ANY($2)",
    values: [segmentId, profileIds],
  });
  return new Set(rows.map((row) => row.profile_id));
}

/** Answers those who were not members. */
export async function addMembers(
  sql: SqlClient,
  workspaceId: string,
  segmentId: string,
  profileIds: readonly string[],
): Promise<string[]> {
  const { rows } = await sql.query<{ profile_id: string }>({
    name: "segment-members-add",
    text: `INSERT INTO segment_members (segment_id, profile_id, workspace_id)
           SELECT $1, id, $2 FROM unnest($3::uuid[]) AS t (id) ORDER BY id ON CONFLICT DO NOTHING RETURNING profile_id`,
    values: [segmentId, workspaceId, profileIds],
  });
  return rows.map((row) => row.profile_id);
}

export async function removeMembers(
  sql: SqlClient,
  segmentId: string,
  profileIds: readonly string[],
): Promise<void> {
  await sql.query("DELETE FROM segment_members WHERE segment_id = $1 AND profile_id = ANY($2)", [
    segmentId,
    profileIds,
  ]);
}

/** Replaces the members by what `insert` selects. */
export async function keepMembers(sql: SqlClient, segmentId: string, insert: Statement): Promise<void> {
  await sql.query("DELETE FROM segment_members WHERE segment_id = $1", [segmentId]);
  await sql.query(insert.text, insert.values);
}
