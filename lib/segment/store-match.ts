/** Reads what matching a batch of people needs. */
import type { SqlClient } from "#lib/platform/db.ts";
import type { Statement } from "./compile-sql.ts";
import type { FilterTree } from "./filter.ts";

/** The filter trees of segments, by id. */
export async function segmentTrees(
  sql: SqlClient,
  workspaceId: string,
  ids: readonly string[],
): Promise<Map<string, FilterTree>> {
  const { rows } = await sql.query<{ id: string; filter: FilterTree }>(
    "SELECT id, filter FROM segments WHERE workspace_id = $1 AND id = ANY($2) AND archived_at IS NULL",
    [workspaceId, ids],
  );
  return new Map(rows.map((row) => [row.id, row.filter]));
}

export async function readPeopleIds(sql: SqlClient, statement: Statement): Promise<Set<string>> {
  const { rows } = await sql.query<{ id: string }>(statement);
  return new Set(rows.map((row) => row.id));
}
