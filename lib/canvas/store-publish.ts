/** People whom a publication moves. */
import { pool } from "#lib/platform/db.ts";
import type { Entry } from "./entry.ts";
import { type StoredEntry, toEntry } from "./store-entries.ts";

/** Of those who wait at a step, how many began at or before `since` and are not due yet. */
export async function countWaitingSince(
  canvasId: string,
  stepId: string,
  since: Date,
  now: Date,
): Promise<number> {
  const { rows } = await pool().query<{ count: number }>(
    `SELECT count(*)::int AS count FROM canvas_entries
      WHERE canvas_id = $1 AND state = 'active' AND step_id = $2 AND waiting_for IN ('delay', 'event') AND wait_until > $4 AND since <= $3`,
    [canvasId, stepId, since, now],
  );
  return rows[0]?.count ?? 0;
}

/** Some of those who wait at a step for a time and are not due yet, from all over: ids sort by time, their hashes do not. */
export async function waitingSample(
  canvasId: string,
  stepId: string,
  now: Date,
  limit: number,
): Promise<Entry[]> {
  const { rows } = await pool().query<StoredEntry>(
    `SELECT * FROM canvas_entries WHERE id IN (
       SELECT id FROM canvas_entries
        WHERE canvas_id = $1 AND state = 'active' AND step_id = $2 AND waiting_for = 'delay' AND wait_until > $3
        ORDER BY md5(id::text) LIMIT $4)`,
    [canvasId, stepId, now, limit],
  );
  return rows.map(toEntry);
}

/** A part of the people who are on another version than this one, at these steps (null: anywhere), by id. */
export async function entriesOnOther(
  canvasId: string,
  versionId: string,
  steps: readonly string[] | null,
  after: string | null,
  limit: number,
): Promise<Entry[]> {
  const { rows } = await pool().query<StoredEntry>(
    `SELECT * FROM canvas_entries
      WHERE canvas_id = $1 AND state = 'active' AND version_id <> $2 AND ($3::text[] IS NULL OR step_id = ANY($3))
        AND ($4::uuid IS NULL OR id > $4)
      ORDER BY id LIMIT $5`,
    [canvasId, versionId, steps, after, limit],
  );
  return rows.map(toEntry);
}

export async function isLiveVersion(
  workspaceId: string,
  canvasId: string,
  versionId: string,
): Promise<boolean> {
  const { rowCount } = await pool().query(
    "SELECT FROM canvases WHERE workspace_id = $1 AND id = $2 AND live_version_id = $3",
    [workspaceId, canvasId, versionId],
  );
  return (rowCount ?? 0) > 0;
}
