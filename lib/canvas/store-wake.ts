import { pool, type SqlClient } from "#lib/platform/db.ts";

/** Tells the timers of all workers, on commit, that something is due earlier than they think. */
export async function notifyDue(sql: SqlClient): Promise<void> {
  await sql.query("SELECT pg_notify('signalbox_canvas', '')");
}

/**
 * Journeys that wait for one that ended go on, unless another that they started is still under way. Of several that end
 * at once in transactions of their own the last to hold the row sees the others ended: hence a statement that only waits.
 */
export async function wakeParents(sql: SqlClient, entryIds: readonly string[], now: Date): Promise<void> {
  if (entryIds.length === 0) return;
  await sql.query({
    name: "canvas-entries-lock-parents",
    text: "SELECT FROM canvas_entries WHERE id = ANY($1::uuid[]) AND state = 'active' AND waiting_for = 'canvas' ORDER BY id FOR UPDATE",
    values: [entryIds],
  });
  await sql.query({
    name: "canvas-entries-wake-parents",
    text: `UPDATE canvas_entries p SET wake_at = $2 WHERE id = ANY($1::uuid[]) AND state = 'active' AND waiting_for = 'canvas'
              AND NOT EXISTS (SELECT FROM canvas_entries c WHERE c.parent_entry_id = p.id AND c.state = 'active')`,
    values: [entryIds, now],
  });
  await notifyDue(sql);
}

/** As `wakeParents`, for journeys that were not entered; a repeated job must not wake those whose journey runs. */
export async function wakeWaiting(
  parentIds: readonly string[],
  startedBy: readonly string[],
  now: Date,
): Promise<void> {
  if (parentIds.length === 0) return;
  await pool().query(
    `UPDATE canvas_entries p SET wake_at = $3 FROM unnest($1::uuid[], $2::text[]) AS t (id, started_by)
      WHERE p.id = t.id AND p.state = 'active' AND p.waiting_for = 'canvas'
        AND NOT EXISTS (SELECT FROM canvas_entries c WHERE c.parent_entry_id = t.id AND c.started_by = t.started_by AND c.state = 'active')`,
    [parentIds, startedBy, now],
  );
  await notifyDue(pool());
}
