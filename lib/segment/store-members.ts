import { pool, type SqlClient } from "#lib/platform/db.ts";
import type { Statement } from "./compile-sql.ts";

/** A segment, and what waits for people to enter it: each notes for itself who is inside. */
export interface Watched {
  segmentId: string;
  watcher: "campaign" | "canvas";
}

export async function knownMembers(
  { segmentId, watcher }: Watched,
  profileIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await pool().query<{ profile_id: string }>({
    name: "segment-members-known",
    text: "SELECT profile_id FROM segment_members WHERE segment_id = $1 AND watcher = $2 AND profile_id = ANY($3)",
    values: [segmentId, watcher, profileIds],
  });
  return new Set(rows.map((row) => row.profile_id));
}

/** Answers those who were not members. */
export async function addMembers(
  sql: SqlClient,
  workspaceId: string,
  { segmentId, watcher }: Watched,
  profileIds: readonly string[],
): Promise<string[]> {
  const { rows } = await sql.query<{ profile_id: string }>({
    name: "segment-members-add",
    text: `INSERT INTO segment_members (segment_id, watcher, profile_id, workspace_id)
           SELECT $1, $4, id, $2 FROM unnest($3::uuid[]) AS t (id) ORDER BY id ON CONFLICT DO NOTHING RETURNING profile_id`,
    values: [segmentId, workspaceId, profileIds, watcher],
  });
  return rows.map((row) => row.profile_id);
}

export async function removeMembers(
  sql: SqlClient,
  { segmentId, watcher }: Watched,
  profileIds: readonly string[],
): Promise<void> {
  await sql.query(
    "DELETE FROM segment_members WHERE segment_id = $1 AND watcher = $2 AND profile_id = ANY($3)",
    [segmentId, watcher, profileIds],
  );
}

/** Replaces the members by what `insert` selects. */
export async function keepMembers(
  sql: SqlClient,
  { segmentId, watcher }: Watched,
  insert: Statement,
): Promise<void> {
  await sql.query("DELETE FROM segment_members WHERE segment_id = $1 AND watcher = $2", [segmentId, watcher]);
  await sql.query(insert.text, insert.values);
}
