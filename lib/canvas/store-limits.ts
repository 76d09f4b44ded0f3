import { pool, type SqlClient } from "#lib/platform/db.ts";

export interface EntryCounts {
  total: number;
  today: number;
  thisHour: number;
}

/** How many entered a canvas: ever, in this UTC day, in this UTC hour. Read from the sums, which are kept by the hour. */
export async function entryCounts(sql: SqlClient, canvasId: string, now: Date): Promise<EntryCounts> {
  const { rows } = await sql.query<EntryCounts>({
    name: "canvas-entries-limits",
    text: `SELECT (SELECT coalesce(sum(count), 0) FROM canvas_entry_counts WHERE canvas_id = $1)::int AS total,
                  coalesce(sum(count), 0)::int AS today,
                  coalesce(sum(count) FILTER (WHERE hour >= date_trunc('hour', $2::timestamptz, 'UTC')), 0)::int AS "thisHour"
             FROM canvas_entry_hour_counts WHERE canvas_id = $1 AND hour >= date_trunc('day', $2::timestamptz, 'UTC')`,
    values: [canvasId, now],
  });
  return rows[0] ?? { total: 0, today: 0, thisHour: 0 };
}

/** How many one run has let in, also by a part that broke off before it said so. */
export async function entriesOfRun(canvasId: string, startedBy: string, since: Date): Promise<number> {
  const { rows } = await pool().query<{ count: number }>({
    name: "canvas-entries-of-run",
    text: "SELECT count(*)::int AS count FROM canvas_entries WHERE canvas_id = $1 AND entered_at >= $3 AND started_by = $2",
    values: [canvasId, startedBy, since],
  });
  return rows[0]?.count ?? 0;
}
