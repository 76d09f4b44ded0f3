/** When a scheduled canvas runs next. */
import type { SqlClient } from "#lib/platform/db.ts";

export interface ScheduleState {
  status: string;
  next_run_at: Date | null;
  launched_at: Date | null;
}

/** Held until the transaction ends, so that a run begins once. */
export async function lockSchedule(
  sql: SqlClient,
  workspaceId: string,
  canvasId: string,
): Promise<ScheduleState | null> {
  const { rows } = await sql.query<ScheduleState>(
    "SELECT status, next_run_at, launched_at FROM canvases WHERE workspace_id = $1 AND id = $2 FOR UPDATE",
    [workspaceId, canvasId],
  );
  return rows[0] ?? null;
}

export async function setNextRun(
  sql: SqlClient,
  workspaceId: string,
  canvasId: string,
  at: Date | null,
): Promise<void> {
  await sql.query("UPDATE canvases SET next_run_at = $3 WHERE workspace_id = $1 AND id = $2", [
    workspaceId,
    canvasId,
    at,
  ]);
}
