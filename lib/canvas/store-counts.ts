/** How many did what in a canvas: kept sums where there are some, moves where a span of time is asked for. */
import { pool } from "#lib/platform/db.ts";
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
}

const VERSIONS = "SELECT id FROM canvas_versions WHERE canvas_id = $1 AND ($2::int IS NULL OR number = $2)";
const ENTERED =
  "($3::timestamptz IS NULL OR e.entered_at >= $3) AND ($4::timestamptz IS NULL OR e.entered_at < $4)";

function values({ canvasId, version, since, until }: CountFilter): unknown[] {
  return [canvasId, version, since, until];
}

/** Entries by state and variant, by when they entered. */
export async function entryCountsBy(
  filter: CountFilter,
): Promise<{ state: string; variant_id: string | null; count: number; conversions: number }[]> {
  const { rows } = await pool().query(
    `SELECT e.state, e.variant_id, count(*)::int AS count, count(c.entry_id)::int AS conversions FROM canvas_entries e
       LEFT JOIN canvas_conversions c ON c.entry_id = e.id AND c.index = 0
      WHERE e.canvas_id = $1 AND e.version_id IN (${VERSIONS}) AND ${ENTERED} GROUP BY 1, 2`,
    values(filter),
  );
  return rows;
}

/** Who is where now. */
export async function hereCounts(filter: CountFilter): Promise<Map<string, number>> {
  const { rows } = await pool().query<{ step_id: string; count: number }>(
    `SELECT e.step_id, count(*)::int AS count FROM canvas_entries e
      WHERE e.canvas_id = $1 AND e.state = 'active' AND e.version_id IN (${VERSIONS}) AND ${ENTERED} GROUP BY 1`,
    values(filter),
  );
  return new Map(rows.map((row) => [row.step_id, row.count]));
}

/** How often each way out of each step was taken. */
export async function pathCounts(filter: CountFilter): Promise<PathCountRow[]> {
  if (filter.since === null && filter.until === null) {
    const { rows } = await pool().query<PathCountRow>(
      `SELECT step_id, path, sum(count)::int AS count FROM canvas_counts WHERE version_id IN (${VERSIONS}) GROUP BY 1, 2`,
      [filter.canvasId, filter.version],
    );
    return rows;
  }
  const { rows } = await pool().query<PathCountRow>(
    `SELECT m.step_id, m.path, count(*)::int AS count FROM canvas_moves m JOIN canvas_entries e ON e.id = m.entry_id
      WHERE m.canvas_id = $1 AND ($3::timestamptz IS NULL OR m.left_at >= $3) AND ($4::timestamptz IS NULL OR m.left_at < $4)
        AND e.version_id IN (${VERSIONS}) GROUP BY 1, 2`,
    values(filter),
  );
  return rows;
}

/** How many of those who took a way converted later; once for each entry. */
export async function pathConversions(filter: CountFilter): Promise<PathCountRow[]> {
  const { rows } = await pool().query<PathCountRow>(
    `SELECT m.step_id, m.path, count(DISTINCT m.entry_id)::int AS count
       FROM canvas_conversions c JOIN canvas_entries e ON e.id = c.entry_id
       JOIN canvas_moves m ON m.entry_id = c.entry_id AND m.left_at <= c.converted_at
      WHERE c.canvas_id = $1 AND e.version_id IN (${VERSIONS}) AND ${ENTERED} GROUP BY 1, 2`,
    values(filter),
  );
  return rows;
}

export async function conversionCounts(filter: CountFilter): Promise<{ index: number; count: number }[]> {
  const { rows } = await pool().query<{ index: number; count: number }>(
    `SELECT c.index, count(*)::int AS count FROM canvas_conversions c JOIN canvas_entries e ON e.id = c.entry_id
      WHERE c.canvas_id = $1 AND e.version_id IN (${VERSIONS}) AND ${ENTERED} GROUP BY 1 ORDER BY 1`,
    values(filter),
  );
  return rows;
}

export async function versionCounts(
  canvasId: string,
): Promise<{ number: number; entered: number; inside: number }[]> {
  const { rows } = await pool().query<{ number: number; entered: number; inside: number }>(
    `SELECT v.number, count(e.id)::int AS entered, count(e.id) FILTER (WHERE e.state = 'active')::int AS inside
       FROM canvas_versions v LEFT JOIN canvas_entries e ON e.canvas_id = v.canvas_id AND e.version_id = v.id
      WHERE v.canvas_id = $1 GROUP BY 1 ORDER BY 1 DESC`,
    [canvasId],
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
