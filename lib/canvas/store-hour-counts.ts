/** What happened in a span of whole hours, summed from what is kept for each hour. */
import { pool } from "#lib/platform/db.ts";
import type { EntrySum } from "./store-entry-counts.ts";

export interface Span {
  since: Date | null;
  until: Date | null;
}

export interface CountFilter extends Span {
  canvasId: string;
  /** Null: all of them. */
  versionId: string | null;
}

export interface PathCountRow {
  step_id: string;
  path: string;
  count: number;
  conversions: number;
}

export interface GoalCount {
  index: number;
  variant_id: string | null;
  count: number;
}

const HOUR_MS = 3_600_000;

export function isWholeHours({ since, until }: Span): boolean {
  return [since, until].every((bound) => bound === null || bound.getTime() % HOUR_MS === 0);
}

const WITHIN =
  "hour >= coalesce($3::timestamptz, '-infinity') AND hour < coalesce($4::timestamptz, 'infinity')";

function valuesOf({ canvasId, versionId, since, until }: CountFilter): unknown[] {
  return [canvasId, versionId, since, until];
}

export async function pathSumsByHour(filter: CountFilter): Promise<PathCountRow[]> {
  const { rows } = await pool().query<PathCountRow>(
    `SELECT step_id, path, sum(count)::int AS count, sum(conversions)::int AS conversions FROM canvas_hour_counts
      WHERE version_id IN (SELECT id FROM canvas_versions WHERE canvas_id = $1 AND ($2::uuid IS NULL OR id = $2)) AND ${WITHIN}
      GROUP BY 1, 2 HAVING sum(count) > 0`,
    valuesOf(filter),
  );
  return rows;
}

export async function entrySumsByHour(filter: CountFilter): Promise<EntrySum[]> {
  const { rows } = await pool().query<EntrySum>(
    `SELECT version_id, nullif(variant_id, '') AS variant_id, state, nullif(step_id, '') AS step_id, sum(count)::int AS count
       FROM canvas_entry_hour_counts WHERE canvas_id = $1 AND ($2::uuid IS NULL OR version_id = $2) AND ${WITHIN}
      GROUP BY 1, 2, 3, 4 HAVING sum(count) <> 0`,
    valuesOf(filter),
  );
  return rows;
}

export async function goalSumsByHour(filter: CountFilter): Promise<GoalCount[]> {
  const { rows } = await pool().query<GoalCount>(
    `SELECT index, nullif(variant_id, '') AS variant_id, sum(count)::int AS count FROM canvas_goal_hour_counts
      WHERE canvas_id = $1 AND ($2::uuid IS NULL OR version_id = $2) AND ${WITHIN} GROUP BY 1, 2 ORDER BY 1`,
    valuesOf(filter),
  );
  return rows;
}
