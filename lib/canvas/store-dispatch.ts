/** Calls that let people in, as they are kept: made at once, or planned. */
import { pool, type SqlClient } from "#lib/platform/db.ts";

const KIND = "canvas_trigger";

export interface CanvasDispatch {
  id: string;
  workspaceId: string;
  canvasId: string;
  sendId: string | null;
  request: unknown;
  scheduledFor: Date | null;
  /** How many of our own webhooks led to the call. */
  loopDepth?: number | undefined;
  now: Date;
}

/** One that is there already, because it was planned, stays as it is. */
export async function insertDispatch(sql: SqlClient, dispatch: CanvasDispatch): Promise<void> {
  await sql.query(
    `INSERT INTO dispatches (id, workspace_id, canvas_id, send_id, kind, request, scheduled_for, created_at, loop_depth)
     VALUES ($1, $2, $3, $4, '${KIND}', $5::jsonb, $6, $7, $8) ON CONFLICT (id) DO NOTHING`,
    [
      dispatch.id,
      dispatch.workspaceId,
      dispatch.canvasId,
      dispatch.sendId,
      JSON.stringify(dispatch.request),
      dispatch.scheduledFor,
      dispatch.now,
      dispatch.loopDepth ?? 0,
    ],
  );
}

export interface DispatchRow {
  id: string;
  canvas_id: string;
  request: unknown;
  scheduled_for: Date | null;
  loop_depth: number;
}

/** One that was not called off. */
export async function findDispatch(workspaceId: string, id: string): Promise<DispatchRow | null> {
  const { rows } = await pool().query<DispatchRow>(
    `SELECT id, canvas_id, request, scheduled_for, loop_depth FROM dispatches
      WHERE workspace_id = $1 AND id = $2 AND kind = '${KIND}' AND cancelled_at IS NULL`,
    [workspaceId, id],
  );
  return rows[0] ?? null;
}

/** A planned one that is still to come or waits for its canvas to go on, held until the transaction ends. */
export async function lockPlanned(
  sql: SqlClient,
  workspaceId: string,
  id: string,
  now: Date,
): Promise<DispatchRow | null> {
  const { rows } = await sql.query<DispatchRow>(
    `SELECT id, canvas_id, request, scheduled_for, loop_depth FROM dispatches
      WHERE workspace_id = $1 AND id = $2 AND kind = '${KIND}' AND cancelled_at IS NULL
        AND (scheduled_for > $3 OR waiting_since IS NOT NULL) FOR UPDATE`,
    [workspaceId, id, now],
  );
  return rows[0] ?? null;
}

export async function changePlanned(
  sql: SqlClient,
  workspaceId: string,
  id: string,
  change: { canvasId: string; sendId: string | null; request: unknown; scheduledFor: Date },
): Promise<void> {
  await sql.query(
    `UPDATE dispatches SET canvas_id = $3, send_id = $4, request = $5::jsonb, scheduled_for = $6, waiting_since = NULL
      WHERE workspace_id = $1 AND id = $2`,
    [workspaceId, id, change.canvasId, change.sendId, JSON.stringify(change.request), change.scheduledFor],
  );
}

export async function cancelPlanned(
  sql: SqlClient,
  workspaceId: string,
  id: string,
  now: Date,
): Promise<void> {
  await sql.query("UPDATE dispatches SET cancelled_at = $3 WHERE workspace_id = $1 AND id = $2", [
    workspaceId,
    id,
    now,
  ]);
}

/** Takes one that is due, so that it is called off no more; false when it was already. */
export async function beginPlanned(workspaceId: string, id: string, at: Date): Promise<boolean> {
  const { rowCount } = await pool().query(
    `UPDATE dispatches SET waiting_since = NULL WHERE workspace_id = $1 AND id = $2 AND scheduled_for = $3 AND cancelled_at IS NULL`,
    [workspaceId, id, at],
  );
  return (rowCount ?? 0) > 0;
}

/** One that is due waits for its canvas to go on. */
export async function letWait(sql: SqlClient, workspaceId: string, id: string, now: Date): Promise<void> {
  await sql.query("UPDATE dispatches SET waiting_since = $3 WHERE workspace_id = $1 AND id = $2", [
    workspaceId,
    id,
    now,
  ]);
}

/** Keeps why a planned one was not made when it was due. */
export async function refusePlanned(
  workspaceId: string,
  id: string,
  refused: { code: string; message: string; at: string },
): Promise<void> {
  await pool().query("UPDATE dispatches SET refused = $3::jsonb WHERE workspace_id = $1 AND id = $2", [
    workspaceId,
    id,
    JSON.stringify(refused),
  ]);
}
