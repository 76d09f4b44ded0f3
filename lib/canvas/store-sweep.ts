/** What follows a stop, a pause, a resume: people and their sends, part by part. */
import { pool } from "#lib/platform/db.ts";

const PART = 5_000;

export async function canvasState(workspaceId: string, id: string): Promise<{ holding: boolean } | null> {
  const { rows } = await pool().query<{ holding: boolean }>(
    "SELECT holding FROM canvases WHERE workspace_id = $1 AND id = $2",
    [workspaceId, id],
  );
  return rows[0] ?? null;
}

/** Ids of people inside, a part at a time. */
export async function activeIds(canvasId: string, after: string | null): Promise<string[]> {
  const { rows } = await pool().query<{ id: string }>(
    `SELECT id FROM canvas_entries WHERE canvas_id = $1 AND state = 'active' AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT 1000`,
    [canvasId, after],
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

/** Parks a part of what waits to be sent. */
export async function parkSends(workspaceId: string, canvasId: string): Promise<number> {
  const { rowCount } = await pool().query(
    `UPDATE deliveries SET status = 'held', reason = 'canvas_paused', queued_at = NULL, next_attempt_at = NULL, next_reason = NULL,
            input = (input::jsonb || jsonb_build_object('due_at', next_attempt_at))::json
      WHERE id IN (SELECT id FROM deliveries WHERE workspace_id = $1 AND canvas_id = $2
                    AND status IN ('pending', 'held', 'retrying') AND reason IS DISTINCT FROM 'canvas_paused' LIMIT ${PART})`,
    [workspaceId, canvasId],
  );
  return rowCount ?? 0;
}

/** Lets a part of what was parked go on. */
export async function releaseSends(workspaceId: string, canvasId: string, now: Date): Promise<number> {
  const { rowCount } = await pool().query(
    `UPDATE deliveries SET status = CASE WHEN attempts_count > 0 THEN 'retrying' ELSE 'pending' END, reason = NULL,
            next_attempt_at = coalesce((input->>'due_at')::timestamptz, $3), input = (input::jsonb - 'due_at')::json
      WHERE id IN (SELECT id FROM deliveries WHERE workspace_id = $1 AND canvas_id = $2
                    AND status = 'held' AND reason = 'canvas_paused' LIMIT ${PART})`,
    [workspaceId, canvasId, now],
  );
  if ((rowCount ?? 0) > 0) await pool().query("SELECT pg_notify('signalbox_send', '')");
  return rowCount ?? 0;
}
