/** The numbers beside the campaigns of one page of the list: three statements, however many campaigns. */
import { pool } from "#lib/platform/db.ts";

export interface ListFacts {
  sent: number;
  failed: number;
  /** The last review and when it was decided. */
  review: { status: string; decidedAt: Date | null } | null;
  audience: number | null;
}

export const NO_FACTS: ListFacts = { sent: 0, failed: 0, review: null, audience: null };

export async function listFacts(
  workspaceId: string,
  ids: readonly string[],
  since: Date,
): Promise<Map<string, ListFacts>> {
  if (ids.length === 0) return new Map();
  const [counts, reviews, runs] = await Promise.all([
    pool().query<{ id: string; sent: number; failed: number }>(
      `SELECT campaign_id AS id, count(*) FILTER (WHERE attempts_count > 0)::int AS sent, count(*) FILTER (WHERE status = 'failed')::int AS failed
         FROM deliveries WHERE workspace_id = $1 AND campaign_id = ANY($2) AND created_at >= $3 AND NOT test GROUP BY 1`,
      [workspaceId, ids, since],
    ),
    pool().query<{ id: string; status: string; decided_at: Date | null }>(
      `SELECT DISTINCT ON (campaign_id) campaign_id AS id, status, decided_at FROM reviews
        WHERE workspace_id = $1 AND campaign_id = ANY($2) ORDER BY campaign_id, created_at DESC`,
      [workspaceId, ids],
    ),
    pool().query<{ id: string; audience: number | null }>(
      `SELECT DISTINCT ON (campaign_id) campaign_id AS id, coalesce(expected_count, enqueued_count) AS audience FROM campaign_runs
        WHERE workspace_id = $1 AND campaign_id = ANY($2) ORDER BY campaign_id, created_at DESC`,
      [workspaceId, ids],
    ),
  ]);
  const countOf = new Map(counts.rows.map((row) => [row.id, row]));
  const reviewOf = new Map(reviews.rows.map((row) => [row.id, row]));
  const runOf = new Map(runs.rows.map((row) => [row.id, row]));
  return new Map(
    ids.map((id) => {
      const review = reviewOf.get(id);
      return [
        id,
        {
          sent: countOf.get(id)?.sent ?? 0,
          failed: countOf.get(id)?.failed ?? 0,
          review: review ? { status: review.status, decidedAt: review.decided_at } : null,
          audience: runOf.get(id)?.audience ?? null,
        },
      ];
    }),
  );
}

const MOST_TAGS = 500;

/** Tags of everything that is not archived, in order. */
export async function usedTags(workspaceId: string): Promise<string[]> {
  const { rows } = await pool().query<{ tag: string }>(
    `SELECT DISTINCT unnest(tags) AS tag FROM campaigns
      WHERE workspace_id = $1 AND status <> 'archived' ORDER BY tag LIMIT $2`,
    [workspaceId, MOST_TAGS],
  );
  return rows.map(({ tag }) => tag);
}
