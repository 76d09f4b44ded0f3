/** How many did what in a canvas: kept sums where there are some, moves where a span of time is asked for. */
import { pool } from "#lib/platform/db.ts";
import type { EntrySum } from "./store-entry-counts.ts";
import { stuckCondition } from "./store-views.ts";

export interface Span {
  since: Date | null;
  until: Date | null;
}

export interface CountFilter extends Span {
  canvasId: string;
  version: number | null;
}

export interface PathCountRow {
  step_id: string;
  path: string;
  count: number;
  conversions: number;
}

const VERSIONS = "SELECT id FROM canvas_versions WHERE canvas_id = $1 AND ($2::int IS NULL OR number = $2)";
const ENTERED =
  "($3::timestamptz IS NULL OR e.entered_at >= $3) AND ($4::timestamptz IS NULL OR e.entered_at < $4)";

export function isSpan({ since, until }: Span): boolean {
  return since !== null || until !== null;
}

function values({ canvasId, version, since, until }: CountFilter): unknown[] {
  return [canvasId, version, since, until];
}

/** Entries by where they are, of those who entered in the span. */
export async function entrySumsOf(filter: CountFilter): Promise<EntrySum[]> {
  const { rows } = await pool().query<EntrySum>(
    `SELECT e.version_id, e.variant_id, e.state, CASE WHEN e.state = 'active' THEN e.step_id END AS step_id, count(*)::int AS count
       FROM canvas_entries e WHERE e.canvas_id = $1 AND e.version_id IN (${VERSIONS}) AND ${ENTERED} GROUP BY 1, 2, 3, 4`,
    values(filter),
  );
  return rows;
}

/** How often each way out of each step was taken, and how many of those who took it reached a goal later. */
export async function pathCounts(filter: CountFilter): Promise<PathCountRow[]> {
  if (!isSpan(filter)) {
    const { rows } = await pool().query<PathCountRow>(
      `SELECT step_id, path, sum(count)::int AS count, sum(conversions)::int AS conversions
         FROM canvas_counts WHERE version_id IN (${VERSIONS}) GROUP BY 1, 2`,
      [filter.canvasId, filter.version],
    );
    return rows;
  }
  const { rows } = await pool().query<PathCountRow>(
    `SELECT m.step_id, m.path, count(*)::int AS count,
            count(DISTINCT m.entry_id) FILTER (WHERE EXISTS (
              SELECT FROM canvas_conversions c WHERE c.entry_id = m.entry_id AND c.converted_at >= m.left_at))::int AS conversions
       FROM canvas_moves m JOIN canvas_entries e ON e.id = m.entry_id
      WHERE m.canvas_id = $1 AND ($3::timestamptz IS NULL OR m.left_at >= $3) AND ($4::timestamptz IS NULL OR m.left_at < $4)
        AND e.version_id IN (${VERSIONS}) GROUP BY 1, 2`,
    values(filter),
  );
  return rows;
}

export interface GoalCount {
  index: number;
  variant_id: string | null;
  count: number;
}

/** How many reached each goal, by variant. */
export async function goalCounts(filter: CountFilter): Promise<GoalCount[]> {
  if (!isSpan(filter)) {
    const { rows } = await pool().query<GoalCount>(
      `SELECT index, nullif(variant_id, '') AS variant_id, sum(count)::int AS count
         FROM canvas_goal_counts WHERE canvas_id = $1 AND version_id IN (${VERSIONS}) GROUP BY 1, 2 ORDER BY 1`,
      [filter.canvasId, filter.version],
    );
    return rows;
  }
  const { rows } = await pool().query<GoalCount>(
    `SELECT c.index, e.variant_id, count(*)::int AS count FROM canvas_conversions c JOIN canvas_entries e ON e.id = c.entry_id
      WHERE c.canvas_id = $1 AND e.version_id IN (${VERSIONS}) AND ${ENTERED} GROUP BY 1, 2 ORDER BY 1`,
    values(filter),
  );
  return rows;
}

export async function countStuck(canvasId: string, before: Date): Promise<number> {
  const { rows } = await pool().query<{ count: number }>(
    `SELECT count(*)::int AS count FROM canvas_entries e WHERE e.canvas_id = $1 ${stuckCondition("$2")}`,
    [canvasId, before],
  );
  return rows[0]?.count ?? 0;
}
