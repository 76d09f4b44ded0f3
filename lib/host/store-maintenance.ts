import { pool, type SqlClient } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";

/** A time in which nothing is sent to a host. */
export interface WindowRow {
  id: string;
  workspace_id: string;
  host: string;
  starts_at: Date;
  ends_at: Date;
  reason: string | null;
  state: "planned" | "active" | "done" | "cancelled";
}

const COLUMNS = "id, workspace_id, host, starts_at, ends_at, reason, state";

export async function insertWindow(
  sql: SqlClient,
  workspaceId: string,
  host: string,
  window: { startsAt: Date; endsAt: Date; reason: string | null; now: Date },
  state: "planned" | "active" = "planned",
): Promise<void> {
  await sql.query(
    "INSERT INTO host_windows (id, workspace_id, host, starts_at, ends_at, reason, created_at, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    [newId(), workspaceId, host, window.startsAt, window.endsAt, window.reason, window.now, state],
  );
}

/** What is planned or going on for a host, soonest first. */
export async function openWindows(workspaceId: string, host: string): Promise<WindowRow[]> {
  const { rows } = await pool().query<WindowRow>(
    `SELECT ${COLUMNS} FROM host_windows WHERE workspace_id = $1 AND host = $2 AND state IN ('planned', 'active') ORDER BY starts_at LIMIT 50`,
    [workspaceId, host],
  );
  return rows;
}

/** Ends what is going on early, or takes one back that is planned. Answers whether there was one. */
export async function cancelWindows(
  sql: SqlClient,
  workspaceId: string,
  host: string,
  which: { id: string } | "active",
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `UPDATE host_windows SET state = 'cancelled'
      WHERE workspace_id = $1 AND host = $2 AND ($3::uuid IS NULL AND state = 'active' OR id = $3 AND state = 'planned')`,
    [workspaceId, host, which === "active" ? null : which.id],
  );
  return (rowCount ?? 0) > 0;
}

/** A window that has just begun or ended. */
export interface DueWindow extends WindowRow {
  /** `planned` and `done`: it was missed as a whole. */
  was: "planned" | "active";
}

/** Windows whose beginning or end has come, each given to one caller; of one host, ends come first. */
export async function takeDueWindows(sql: SqlClient, now: Date): Promise<DueWindow[]> {
  const { rows } = await sql.query<DueWindow>(
    `WITH due AS (
       SELECT id, state AS was FROM host_windows
        WHERE state IN ('planned', 'active') AND CASE state WHEN 'planned' THEN starts_at ELSE ends_at END <= $1
        ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED
     )
     UPDATE host_windows w SET state = CASE WHEN w.state = 'planned' AND w.ends_at > $1 THEN 'active' ELSE 'done' END
       FROM due WHERE w.id = due.id RETURNING w.id, w.workspace_id, w.host, w.starts_at, w.ends_at, w.reason, w.state, due.was`,
    [now],
  );
  // In one order for everybody, who locks the hosts next.
  return rows.toSorted(
    (a, b) => compare(a.workspace_id, b.workspace_id) || compare(a.host, b.host) || compare(a.was, b.was),
  );
}

/** Why the host is paused, and the window that is going on and lasts longest. The host is the caller's until it commits. */
export async function lockPause(
  sql: SqlClient,
  workspaceId: string,
  host: string,
): Promise<{ pausedFor: string | null; goingOn: WindowRow | null }> {
  const hosts = await sql.query<{ state: string; reason: string | null }>(
    "SELECT state, reason FROM hosts WHERE workspace_id = $1 AND host = $2 FOR UPDATE",
    [workspaceId, host],
  );
  const windows = await sql.query<WindowRow>(
    `SELECT ${COLUMNS} FROM host_windows WHERE workspace_id = $1 AND host = $2 AND state = 'active' ORDER BY ends_at DESC LIMIT 1`,
    [workspaceId, host],
  );
  const row = hosts.rows[0];
  return { pausedFor: row?.state === "paused" ? (row.reason ?? "") : null, goingOn: windows.rows[0] ?? null };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
