import { pool } from "#lib/platform/db.ts";
import type { PersonFacts } from "#lib/segment/matches.ts";
import { loadPeople } from "./store-evaluate.ts";

/** The person with this external id, or with none given, the one seen last. */
export async function findPerson(
  workspaceId: string,
  externalId: string | null,
): Promise<PersonFacts | null> {
  const { rows } = await pool().query<{ id: string }>(
    `SELECT id FROM profiles WHERE workspace_id = $1 AND ($2::text IS NULL OR external_id = $2) ORDER BY created_at DESC LIMIT 1`,
    [workspaceId, externalId],
  );
  const [row] = rows;
  if (!row) return null;
  return (await loadPeople(workspaceId, [row.id])).get(row.id) ?? null;
}
