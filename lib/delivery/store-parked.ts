import type { SqlClient } from "#lib/platform/db.ts";

export interface ReleasedRow {
  id: string;
  priority: number;
  workspace_id: string;
  scope: string;
}

/** Takes from each scope up to `take` parked rows, the most urgent and oldest first. Two statements of a transaction. */
export async function claimParked(
  sql: SqlClient,
  scopes: readonly { workspaceId: string; scope: string; take: number }[],
  now: Date,
): Promise<ReleasedRow[]> {
  // How many `take` lets through is unknown to the planner, which then reads everything: 390 ms beside 300,000 parked rows.
  await sql.query("SET LOCAL enable_seqscan = off");
  const { rows } = await sql.query<ReleasedRow>({
    name: "deliveries-claim-parked",
    text: `WITH chosen AS MATERIALIZED (
             SELECT c.id, t.workspace_id, t.scope FROM unnest($1::text[], $2::text[], $3::int[]) AS t (workspace_id, scope, take)
              CROSS JOIN LATERAL (
                SELECT p.id FROM deliveries p
                 WHERE p.workspace_id = t.workspace_id AND p.parked_scope = t.scope AND p.queued_at IS NULL AND p.status IN ('held', 'retrying')
                 ORDER BY p.priority, p.id LIMIT t.take) c
           )
           UPDATE deliveries d SET queued_at = $4, parked_scope = NULL FROM chosen
            WHERE d.id = chosen.id AND d.parked_scope IS NOT NULL AND d.queued_at IS NULL AND d.status IN ('held', 'retrying')
           RETURNING d.id, d.priority + CASE WHEN d.attempts_count > 0 THEN 5 ELSE 0 END AS priority, chosen.workspace_id, chosen.scope`,
    values: [
      scopes.map((scope) => scope.workspaceId),
      scopes.map((scope) => scope.scope),
      scopes.map((scope) => scope.take),
      now,
    ],
  });
  return rows;
}
