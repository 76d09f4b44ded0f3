import { pool } from "#lib/platform/db.ts";

export interface EntryCounts {
  total: number;
  today: number;
  thisHour: number;
}

/** How many entered a canvas: ever, in this UTC day, in this UTC hour. */
export async function entryCounts(canvasId: string, now: Date): Promise<EntryCounts> {
  const { rows } = await pool().query<EntryCounts>({
    name: "canvas-entries-limits",
    text: `SELECT (SELECT coalesce(sum(count), 0) FROM canvas_entry_counts WHERE canvas_id = $1)::int AS total,
                  count(*)::int AS today, count(*) FILTER (WHERE entered_at >= date_trunc('hour', $2::timestamptz, 'UTC'))::int AS "thisHour"
             FROM canvas_entries WHERE canvas_id = $1 AND entered_at >= date_trunc('day', $2::timestamptz, 'UTC')`,
    values: [canvasId, now],
  });
  return rows[0] ?? { total: 0, today: 0, thisHour: 0 };
}
