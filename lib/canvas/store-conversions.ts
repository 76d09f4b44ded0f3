import type { SqlClient } from "#lib/platform/db.ts";
import { anyShard } from "./store-entry-counts.ts";

export interface Conversion {
  canvasId: string;
  index: number;
  profileId: string;
  eventId: string;
  at: Date;
  windowSeconds: number;
}

interface Converted {
  entry_id: string;
  index: number;
}

/** Counts conversions for the latest entry of each person that the event did not start itself, while its window is open; each once per entry. */
export async function insertConversions(
  sql: SqlClient,
  workspaceId: string,
  conversions: readonly Conversion[],
): Promise<void> {
  const { rows } = await sql.query<Converted>({
    name: "canvas-conversions-insert",
    text: `INSERT INTO canvas_conversions (entry_id, index, canvas_id, event_id, converted_at)
           SELECT e.id, t.index, t.canvas_id, t.event_id, t.at
             FROM unnest($2::uuid[], $3::smallint[], $4::uuid[], $5::uuid[], $6::timestamptz[], $7::float8[])
               AS t (canvas_id, index, profile_id, event_id, at, window_seconds)
             JOIN LATERAL (SELECT id, entered_at FROM canvas_entries
                            WHERE workspace_id = $1 AND profile_id = t.profile_id AND canvas_id = t.canvas_id AND entered_at <= t.at
                              AND started_by <> t.event_id::text
                            ORDER BY entered_at DESC LIMIT 1) e ON true
            WHERE e.entered_at > t.at - make_interval(secs => t.window_seconds)
            ORDER BY 1, 2
           ON CONFLICT DO NOTHING RETURNING entry_id, index`,
    values: [
      workspaceId,
      conversions.map((item) => item.canvasId),
      conversions.map((item) => item.index),
      conversions.map((item) => item.profileId),
      conversions.map((item) => item.eventId),
      conversions.map((item) => item.at),
      conversions.map((item) => item.windowSeconds),
    ],
  });
  if (rows.length === 0) return;
  await countGoals(sql, rows);
  await countPaths(sql, rows);
}

async function countGoals(sql: SqlClient, converted: readonly Converted[]): Promise<void> {
  await sql.query({
    name: "canvas-goal-counts-add",
    text: `WITH t AS (
             SELECT e.canvas_id, date_trunc('hour', e.entered_at, 'UTC') AS hour, e.version_id, coalesce(e.variant_id, '') AS variant_id, t.index, count(*) AS count
               FROM unnest($1::uuid[], $2::smallint[]) AS t (entry_id, index) JOIN canvas_entries e ON e.id = t.entry_id
              GROUP BY 1, 2, 3, 4, 5
           ), by_hour AS (
             INSERT INTO canvas_goal_hour_counts AS h (canvas_id, hour, version_id, variant_id, index, shard, count)
             SELECT canvas_id, hour, version_id, variant_id, index, $3::smallint, count FROM t ORDER BY 1, 2, 3, 4, 5
             ON CONFLICT (canvas_id, hour, version_id, variant_id, index, shard) DO UPDATE SET count = h.count + excluded.count
           )
           INSERT INTO canvas_goal_counts AS g (canvas_id, version_id, variant_id, index, shard, count)
           SELECT canvas_id, version_id, variant_id, index, $3::smallint, sum(count) FROM t GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
           ON CONFLICT (canvas_id, version_id, variant_id, index, shard) DO UPDATE SET count = g.count + excluded.count`,
    values: [converted.map((item) => item.entry_id), converted.map((item) => item.index), anyShard()],
  });
}

/** Ways these entries took before, or by this very event, unless an earlier conversion of theirs counted for them already. */
async function countPaths(sql: SqlClient, converted: readonly Converted[]): Promise<void> {
  await sql.query({
    name: "canvas-path-conversions-add",
    text: `WITH t AS (
             SELECT e.version_id, date_trunc('hour', w.left_at, 'UTC') AS hour, w.step_id, w.path, count(*) AS count
               FROM (SELECT m.entry_id, m.step_id, m.path, min(m.left_at) AS left_at
                       FROM unnest($1::uuid[], $2::smallint[]) AS t (entry_id, index)
                       JOIN canvas_conversions c ON c.entry_id = t.entry_id AND c.index = t.index
                       JOIN canvas_moves m ON m.entry_id = t.entry_id AND (m.left_at <= c.converted_at OR m.cause_id = c.event_id::text)
                      GROUP BY 1, 2, 3) AS w
               JOIN canvas_entries e ON e.id = w.entry_id
              WHERE NOT EXISTS (SELECT FROM canvas_conversions o WHERE o.entry_id = w.entry_id AND o.converted_at >= w.left_at
                                   AND o.index <> ALL (SELECT t.index FROM unnest($1::uuid[], $2::smallint[]) AS t (entry_id, index)
                                                        WHERE t.entry_id = w.entry_id))
              GROUP BY 1, 2, 3, 4
           ), by_hour AS (
             INSERT INTO canvas_hour_counts AS h (version_id, hour, step_id, path, shard, conversions)
             SELECT version_id, hour, step_id, path, $3::smallint, count FROM t ORDER BY 1, 2, 3, 4
             ON CONFLICT (version_id, hour, step_id, path, shard) DO UPDATE SET conversions = h.conversions + excluded.conversions
           )
           INSERT INTO canvas_counts AS p (version_id, step_id, path, shard, conversions)
           SELECT version_id, step_id, path, $3::smallint, sum(count) FROM t GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
           ON CONFLICT (version_id, step_id, path, shard) DO UPDATE SET conversions = p.conversions + excluded.conversions`,
    values: [converted.map((item) => item.entry_id), converted.map((item) => item.index), anyShard()],
  });
}
