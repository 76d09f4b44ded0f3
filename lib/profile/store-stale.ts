import { pool } from "#lib/platform/db.ts";

/** The external ids of those whose profile has not changed since; in the order given, null for the others. */
export async function unchangedSince(
  workspaceId: string,
  people: readonly { profileId: string; since: Date }[],
): Promise<(string | null)[]> {
  const { rows } = await pool().query<{ external_id: string | null }>(
    `SELECT p.external_id FROM unnest($2::uuid[], $3::timestamptz[]) WITH ORDINALITY AS t (id, since, at)
       LEFT JOIN profiles p ON p.workspace_id = $1 AND p.id = t.id AND p.updated_at <= t.since
      ORDER BY t.at`,
    [workspaceId, people.map((person) => person.profileId), people.map((person) => person.since)],
  );
  return rows.map((row) => row.external_id);
}
