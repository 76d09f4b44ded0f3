/** How many did what in a canvas: kept sums where there are some, moves where a span of time is asked for. */
import { pool } from "#lib/platform/db.ts";
import type { EntrySum } from "./store-entry-counts.ts";
import {
  type CountFilter,
  entrySumsByHour,
  type GoalCount,
  goalSumsByHour,
  isWholeHours,
  type PathCountRow,
  pathSumsByHour,
  type Span,
} from "./store-hour-counts.ts";
import { stuckIds } from "./store-views.ts";

export function isSpan({ since, until }: Span): boolean {
  return since !== null || until !== null;
}

/** Conditions that are there only when asked for, so that each statement finds its index. */
function conditionsFor({ canvasId, versionId, since, until }: CountFilter) {
  const values: unknown[] = [canvasId];
  const value = (given: unknown): string => `$${values.push(given)}`;
  const from = since === null ? null : `>= ${value(since)}`;
  const to = until === null ? null : `< ${value(until)}`;
  const within = (column: string): string =>
    [from, to].map((bound) => (bound === null ? "" : `AND ${column} ${bound}`)).join(" ");
  const ofVersion = versionId === null ? "" : `AND e.version_id = ${value(versionId)}`;
  return { values, within, ofVersion };
}

/** Entries by where they are, of those who entered in the span. */
export async function entrySumsOf(filter: CountFilter): Promise<EntrySum[]> {
  if (isWholeHours(filter)) return entrySumsByHour(filter);
  const { values, within, ofVersion } = conditionsFor(filter);
  const { rows } = await pool().query<EntrySum>(
    `SELECT e.version_id, e.variant_id, e.state, CASE WHEN e.state = 'active' THEN e.step_id END AS step_id, count(*)::int AS count
       FROM canvas_entries e WHERE e.canvas_id = $1 ${ofVersion} ${within("e.entered_at")} GROUP BY 1, 2, 3, 4`,
    values,
  );
  return rows;
}

/** How often each way out of each step was taken, and how many of those who took it reached a goal later. */
export async function pathCounts(filter: CountFilter): Promise<PathCountRow[]> {
  if (!isSpan(filter)) return pathSums(filter);
  return isWholeHours(filter) ? pathSumsByHour(filter) : pathCountsIn(filter);
}

async function pathSums({ canvasId, versionId }: CountFilter): Promise<PathCountRow[]> {
  const { rows } = await pool().query<PathCountRow>(
    `SELECT step_id, path, sum(count)::int AS count, sum(conversions)::int AS conversions FROM canvas_counts
      WHERE version_id IN (SELECT id FROM canvas_versions WHERE canvas_id = $1 AND ($2::uuid IS NULL OR id = $2)) GROUP BY 1, 2`,
    [canvasId, versionId],
  );
  return rows;
}

async function pathCountsIn(filter: CountFilter): Promise<PathCountRow[]> {
  const { values, within, ofVersion } = conditionsFor(filter);
  const entries = ofVersion === "" ? "" : "JOIN canvas_entries e ON e.id = m.entry_id";
  const moved = `m.canvas_id = $1 ${ofVersion} ${within("m.left_at")}`;
  const { rows } = await pool().query<PathCountRow>(
    `WITH taken AS MATERIALIZED (
       SELECT m.step_id, m.path, count(*)::int AS count FROM canvas_moves m ${entries} WHERE ${moved} GROUP BY 1, 2
     ), converted AS MATERIALIZED (
       SELECT m.step_id, m.path, count(DISTINCT m.entry_id)::int AS count
         FROM canvas_conversions o JOIN canvas_moves m ON m.entry_id = o.entry_id
          AND (m.left_at <= o.converted_at OR m.cause_id = o.event_id::text) ${entries}
        WHERE o.canvas_id = $1 AND ${moved} GROUP BY 1, 2
     ) SELECT t.step_id, t.path, t.count, coalesce(c.count, 0) AS conversions FROM taken t LEFT JOIN converted c USING (step_id, path)`,
    values,
  );
  return rows;
}

/** How many reached each goal, by variant. */
export async function goalCounts(filter: CountFilter): Promise<GoalCount[]> {
  if (!isSpan(filter)) {
    const { rows } = await pool().query<GoalCount>(
      `SELECT index, nullif(variant_id, '') AS variant_id, sum(count)::int AS count FROM canvas_goal_counts
        WHERE canvas_id = $1 AND ($2::uuid IS NULL OR version_id = $2) GROUP BY 1, 2 ORDER BY 1`,
      [filter.canvasId, filter.versionId],
    );
    return rows;
  }
  if (isWholeHours(filter)) return goalSumsByHour(filter);
  const { values, within, ofVersion } = conditionsFor(filter);
  const { rows } = await pool().query<GoalCount>(
    `SELECT c.index, e.variant_id, count(*)::int AS count FROM canvas_conversions c JOIN canvas_entries e ON e.id = c.entry_id
      WHERE c.canvas_id = $1 ${ofVersion} ${within("e.entered_at")} GROUP BY 1, 2 ORDER BY 1`,
    values,
  );
  return rows;
}

export async function countStuck(canvasId: string, before: Date): Promise<number> {
  const { rows } = await pool().query<{ count: number }>(
    `SELECT count(*)::int AS count FROM (${stuckIds("$1", "$2")}) AS stuck`,
    [canvasId, before],
  );
  return rows[0]?.count ?? 0;
}
