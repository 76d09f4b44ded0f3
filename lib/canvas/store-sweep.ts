/** What follows a stop, a pause, a resume: people and their sends, part by part. */
import { pool } from "#lib/platform/db.ts";

export async function canvasState(workspaceId: string, id: string): Promise<{ holding: boolean } | null> {
  const { rows } = await pool().query<{ holding: boolean }>(
    "SELECT holding FROM canvases WHERE workspace_id = $1 AND id = $2",
    [workspaceId, id],
  );
  return rows[0] ?? null;
}

/** Ids of people inside who had entered by a moment, a part at a time. */
export async function activeIds(canvasId: string, enteredBy: Date, after: string | null): Promise<string[]> {
  const { rows } = await pool().query<{ id: string }>(
    `SELECT id FROM canvas_entries
      WHERE canvas_id = $1 AND state = 'active' AND entered_at <= $2 AND ($3::uuid IS NULL OR id > $3) ORDER BY id LIMIT 1000`,
    [canvasId, enteredBy, after],
  );
  return rows.map((row) => row.id);
}

/** Everybody who has no time to be looked at gets one: now, or when their wait is over. */
export async function wakeAll(canvasId: string, now: Date): Promise<void> {
  await pool().query(
    `UPDATE canvas_entries SET wake_at = CASE WHEN waiting_for = 'delay' THEN coalesce(wait_until, $2) ELSE $2::timestamptz END
      WHERE canvas_id = $1 AND state = 'active' AND (wake_at IS NULL OR waiting_for = 'event')`,
    [canvasId, now],
  );
  await pool().query("SELECT pg_notify('signalbox_canvas', '')");
}
