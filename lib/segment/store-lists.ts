/** Lists of people in the database. */
import { pool, type SqlClient } from "#lib/platform/db.ts";

export interface ListRow {
  id: string;
  name: string;
  people_count: number;
  created_at: Date;
}

const MAX_LISTED = 1_000;

/** Every list with its size, newest first. */
export async function listRows(workspaceId: string): Promise<ListRow[]> {
  const { rows } = await pool().query<ListRow>(
    `SELECT l.id, l.name, l.created_at, coalesce(m.people, 0)::int AS people_count
       FROM lists l
       LEFT JOIN (SELECT list_id, count(*) AS people FROM list_members WHERE workspace_id = $1 GROUP BY 1) m ON m.list_id = l.id
      WHERE l.workspace_id = $1 ORDER BY l.created_at DESC, l.id DESC LIMIT ${MAX_LISTED}`,
    [workspaceId],
  );
  return rows;
}

export async function findList(workspaceId: string, id: string): Promise<ListRow | null> {
  const { rows } = await pool().query<ListRow>(
    `SELECT l.id, l.name, l.created_at, (SELECT count(*)::int FROM list_members m WHERE m.list_id = l.id) AS people_count
       FROM lists l WHERE l.workspace_id = $1 AND l.id = $2`,
    [workspaceId, id],
  );
  return rows[0] ?? null;
}

/** Answers false when another list has the name. */
export async function insertList(
  sql: SqlClient,
  workspaceId: string,
  list: { id: string; name: string; now: Date },
): Promise<boolean> {
  const { rowCount } = await sql.query(
    "INSERT INTO lists (id, workspace_id, name, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
    [list.id, workspaceId, list.name, list.now],
  );
  return rowCount === 1;
}

/** Answers false when another list has the name. */
export async function renameListRow(
  sql: SqlClient,
  workspaceId: string,
  id: string,
  name: string,
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `UPDATE lists SET name = $3 WHERE workspace_id = $1 AND id = $2
        AND NOT EXISTS (SELECT 1 FROM lists o WHERE o.workspace_id = $1 AND o.name = $3 AND o.id <> $2)`,
    [workspaceId, id, name],
  );
  return rowCount === 1;
}

export async function deleteListRow(sql: SqlClient, workspaceId: string, id: string): Promise<void> {
  await sql.query("DELETE FROM list_members WHERE workspace_id = $1 AND list_id = $2", [workspaceId, id]);
  await sql.query("DELETE FROM lists WHERE workspace_id = $1 AND id = $2", [workspaceId, id]);
}

/** Puts people on a list; those who are on it stay. Answers how many were not. */
export async function addToList(
  sql: SqlClient,
  workspaceId: string,
  listId: string,
  profileIds: readonly string[],
): Promise<number> {
  const { rowCount } = await sql.query({
    name: "list-members-add",
    text: `INSERT INTO list_members (workspace_id, list_id, profile_id)
           SELECT DISTINCT $1, $2::uuid, id FROM unnest($3::uuid[]) AS t (id) ORDER BY id ON CONFLICT DO NOTHING`,
    values: [workspaceId, listId, profileIds],
  });
  return rowCount ?? 0;
}

export async function removeFromList(
  sql: SqlClient,
  workspaceId: string,
  listId: string,
  externalIds: readonly string[],
): Promise<number> {
  const { rowCount } = await sql.query(
    `DELETE FROM list_members m USING profiles p
      WHERE m.workspace_id = $1 AND m.list_id = $2 AND p.workspace_id = $1 AND p.external_id = ANY($3) AND m.profile_id = p.id`,
    [workspaceId, listId, externalIds],
  );
  return rowCount ?? 0;
}

/** Ids by external id. */
export async function profileIdsOf(
  sql: SqlClient,
  workspaceId: string,
  externalIds: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await sql.query<{ id: string; external_id: string }>(
    "SELECT id, external_id FROM profiles WHERE workspace_id = $1 AND external_id = ANY($2)",
    [workspaceId, externalIds],
  );
  return new Map(rows.map((row) => [row.external_id, row.id]));
}

/** Names of these lists, in order. */
export async function listsOf(
  workspaceId: string,
  ids: readonly string[],
): Promise<{ id: string; name: string }[]> {
  if (ids.length === 0) return [];
  const { rows } = await pool().query<{ id: string; name: string }>(
    "SELECT id, name FROM lists WHERE workspace_id = $1 AND id = ANY($2) ORDER BY name",
    [workspaceId, ids],
  );
  return rows;
}
