import { pool } from "#lib/platform/db.ts";

export interface Conversion {
  canvasId: string;
  index: number;
  profileId: string;
  eventId: string;
  at: Date;
  windowSeconds: number;
}

/** Counts conversions for the latest entry of each person whose window is open; each once per entry. */
export async function insertConversions(
  workspaceId: string,
  conversions: readonly Conversion[],
): Promise<void> {
  await pool().query({
    name: "canvas-conversions-insert",
    text: `INSERT INTO canvas_conversions (entry_id, index, canvas_id, event_id, converted_at)
           SELECT e.id, t.index, t.canvas_id, t.event_id, t.at
             FROM unnest($2::uuid[], $3::smallint[], $4::uuid[], $5::uuid[], $6::timestamptz[], $7::float8[])
               AS t (canvas_id, index, profile_id, event_id, at, window_seconds)
             JOIN LATERAL (SELECT id, entered_at, started_by FROM canvas_entries
                            WHERE workspace_id = $1 AND profile_id = t.profile_id AND canvas_id = t.canvas_id AND entered_at <= t.at
                            ORDER BY entered_at DESC LIMIT 1) e ON true
            WHERE e.entered_at > t.at - make_interval(secs => t.window_seconds) AND e.started_by <> t.event_id::text
           ON CONFLICT DO NOTHING`,
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
}
