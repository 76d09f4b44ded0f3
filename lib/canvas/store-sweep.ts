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

const PART = 5_000;

/**
 * Everybody who has no time to be looked at gets one, a part at a time: now, or when their wait is over. The pace at
 * which a publication lets people go stands.
 */
export async function wakeAll(canvasId: string, now: Date): Promise<void> {
  let after: string | null = null;
  do {
    const { rows }: { rows: { last: string | null; count: number }[] } = await pool().query(
      `WITH part AS (
         SELECT id FROM canvas_entries WHERE canvas_id = $1 AND state = 'active' AND ($3::uuid IS NULL OR id > $3) ORDER BY id LIMIT $4
       ), woken AS (
         UPDATE canvas_entries e SET wake_at = CASE WHEN waiting_for = 'delay' THEN coalesce(wait_until, $2) ELSE $2::timestamptz END
           FROM part WHERE e.id = part.id AND state = 'active'
            AND (wake_at IS NULL OR (waiting_for = 'event' AND wake_at IS NOT DISTINCT FROM wait_until))
       )
       SELECT (SELECT id FROM part ORDER BY id DESC LIMIT 1) AS last, (SELECT count(*)::int FROM part) AS count`,
      [canvasId, now, after, PART],
    );
    after = rows[0]?.count === PART ? rows[0].last : null;
  } while (after !== null);
  await pool().query("SELECT pg_notify('signalbox_canvas', '')");
}
