/** Reads what matching a batch of people needs. */
import type { SqlClient } from "#lib/platform/db.ts";
import type { Statement } from "./compile-sql.ts";
import type { FilterTree } from "./filter.ts";
import type { PersonFacts } from "./matches.ts";

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

export async function readMatchingPage(
  sql: SqlClient,
  statement: Statement,
): Promise<{ ids: string[]; scannedTo: string | null }> {
  const { rows } = await sql.query<{ ids: string[]; scanned_to: string | null }>(statement);
  return { ids: rows[0]?.ids ?? [], scannedTo: rows[0]?.scanned_to ?? null };
}

/** People in order of id. */
export async function peopleByIds(
  sql: SqlClient,
  workspaceId: string,
  ids: readonly string[],
): Promise<PersonFacts[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql.query<PersonFacts>({
    name: "people-by-ids",
    text: `SELECT id AS "profileId", external_id AS "externalId", attributes, custom_attributes AS "customAttributes",
                  time_zone AS "timeZone", random_bucket AS "randomBucket", created_at AS "createdAt"
             FROM profiles WHERE workspace_id = $1 AND id = ANY($2) ORDER BY id`,
    values: [workspaceId, ids],
  });
  return rows;
}
