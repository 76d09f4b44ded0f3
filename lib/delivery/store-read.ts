import { pool, type SqlClient } from "#lib/platform/db.ts";
import type { DeliveryFilter } from "./schema.ts";

export interface DeliveryRow {
  id: string;
  status: string;
  reason: string | null;
  campaign_id: string | null;
  canvas_id: string | null;
  step_id: string | null;
  variation_id: string | null;
  dispatch_id: string | null;
  external_user_id: string | null;
  host: string | null;
  url: string | null;
  attempts_count: number;
  next_attempt_at: Date | null;
  next_reason: string | null;
  created_at: Date;
  delivered_at: Date | null;
}

export interface DeliveryDetailRow extends DeliveryRow {
  method: string | null;
  request_url: string | null;
  request_headers: [string, string][] | null;
  request_body: string | null;
}

export interface AttemptRow {
  number: number;
  kind: string;
  started_at: Date;
  duration_ms: number;
  timings: unknown;
  status_code: number | null;
  error_class: string | null;
  error_message: string | null;
  response_headers: Record<string, string> | null;
  response_body: string | null;
  response_truncated: boolean;
  outcome: string;
  next_attempt_at: Date | null;
  next_reason: string | null;
}

const COLUMNS = `d.id, d.status, d.reason, d.campaign_id, d.canvas_id, d.step_id, d.variation_id, d.dispatch_id, d.external_user_id, d.host, d.url,
  d.attempts_count, d.next_attempt_at, d.next_reason, d.created_at, d.delivered_at`;

/** One page, newest first, by keyset. */
export async function listDeliveryRows(
  workspaceId: string,
  filter: DeliveryFilter,
  page: { limit: number; after: { createdAt: string; id: string } | null },
): Promise<DeliveryRow[]> {
  const { where, values } = conditions(workspaceId, filter);
  if (page.after) {
    values.push(page.after.createdAt, page.after.id);
    where.push(`(d.created_at, d.id) < ($${values.length - 1}::timestamptz, $${values.length}::uuid)`);
  }
  values.push(page.limit);
  const { rows } = await pool().query<DeliveryRow>(
    `SELECT ${COLUMNS} FROM deliveries d WHERE ${where.join(" AND ")} ORDER BY d.created_at DESC, d.id DESC LIMIT $${values.length}`,
    values,
  );
  return rows;
}

/** The filter as SQL conditions over `deliveries d`. */
export function conditions(
  workspaceId: string,
  filter: DeliveryFilter,
): { where: string[]; values: unknown[] } {
  const values: unknown[] = [workspaceId];
  const where = ["d.workspace_id = $1"];
  const add = (sql: string, value: unknown): void => {
    if (value === undefined) return;
    values.push(value);
    where.push(sql.replace("?", `$${values.length}`));
  };
  add("d.campaign_id::text = ?", filter.campaign_id);
  add("d.canvas_id::text = ?", filter.canvas_id);
  add("d.status = ?", filter.status);
  add("d.host = ?", filter.host);
  add("d.external_user_id = ?", filter.external_user_id);
  add("d.created_at >= ?::timestamptz", filter.since);
  add("d.created_at <= ?::timestamptz", filter.until);
  return { where, values };
}

export async function findDelivery(workspaceId: string, id: string): Promise<DeliveryDetailRow | null> {
  const { rows } = await pool().query<DeliveryDetailRow>(
    `SELECT ${COLUMNS}, r.method, r.url AS request_url, r.headers AS request_headers, r.body AS request_body
       FROM deliveries d LEFT JOIN delivery_requests r ON r.delivery_id = d.id AND r.created_at = d.created_at
      WHERE d.workspace_id = $1 AND d.id = $2`,
    [workspaceId, id],
  );
  return rows[0] ?? null;
}

const MAX_ATTEMPTS = 200;

export async function listAttempts(workspaceId: string, deliveryId: string): Promise<AttemptRow[]> {
  const { rows } = await pool().query<AttemptRow>(
    `SELECT number, kind, started_at, duration_ms, timings, status_code, error_class, error_message, response_headers, response_body,
            response_truncated, outcome, next_attempt_at, next_reason
       FROM attempts WHERE workspace_id = $1 AND delivery_id = $2 ORDER BY number LIMIT ${MAX_ATTEMPTS}`,
    [workspaceId, deliveryId],
  );
  return rows;
}

/** Makes finished deliveries due again with a fresh budget. Answers the rows that were. */
export async function markForReplay(
  sql: SqlClient,
  workspaceId: string,
  ids: readonly string[],
  now: Date,
): Promise<{ id: string; priority: number }[]> {
  const { rows } = await sql.query<{ id: string; priority: number }>(
    `UPDATE deliveries SET status = 'pending', reason = NULL, next_attempt_at = $3, next_reason = 'manual', budget_used = 0, queued_at = $3, finished_at = NULL
      WHERE workspace_id = $1 AND id = ANY($2) AND status IN ('delivered', 'failed', 'aborted', 'cancelled')
      RETURNING id, priority`,
    [workspaceId, ids, now],
  );
  return rows;
}

/** Cancels a delivery that is not finished. Answers whether it was. */
export async function markCancelled(workspaceId: string, id: string, now: Date): Promise<boolean> {
  const { rowCount } = await pool().query(
    `UPDATE deliveries SET status = 'cancelled', reason = 'cancelled', next_attempt_at = NULL, finished_at = $3
      WHERE workspace_id = $1 AND id = $2 AND status IN ('pending', 'held', 'retrying')`,
    [workspaceId, id, now],
  );
  return rowCount === 1;
}

export interface ReplayRow {
  id: string;
  filter: DeliveryFilter;
  before: Date;
  status: string;
  cursor: string | null;
  total_count: number;
  done_count: number;
  created_at: Date;
  finished_at: Date | null;
}

/** Records a bulk replay of the finished deliveries that match now; later ones are not part of it. */
export async function insertReplay(
  sql: SqlClient,
  workspaceId: string,
  replay: { id: string; filter: DeliveryFilter; createdBy: unknown; now: Date },
): Promise<ReplayRow> {
  const { where, values } = conditions(workspaceId, replay.filter);
  const { rows: counted } = await sql.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM deliveries d WHERE ${where.join(" AND ")} AND d.status IN ('delivered', 'failed', 'aborted', 'cancelled')`,
    values,
  );
  const { rows } = await sql.query<ReplayRow>(
    `INSERT INTO replays (id, workspace_id, filter, before, total_count, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $4)
     RETURNING id, filter, before, status, cursor, total_count, done_count, created_at, finished_at`,
    [
      replay.id,
      workspaceId,
      JSON.stringify(replay.filter),
      replay.now,
      counted[0]?.n ?? 0,
      JSON.stringify(replay.createdBy),
    ],
  );
  const [row] = rows;
  if (!row) throw new Error("the replay was not stored");
  return row;
}

export async function findReplay(workspaceId: string, id: string): Promise<ReplayRow | null> {
  const { rows } = await pool().query<ReplayRow>(
    "SELECT id, filter, before, status, cursor, total_count, done_count, created_at, finished_at FROM replays WHERE workspace_id = $1 AND id = $2",
    [workspaceId, id],
  );
  return rows[0] ?? null;
}

/** The next part of a replay's fixed set, by id. */
export async function nextReplayIds(
  sql: SqlClient,
  workspaceId: string,
  replay: ReplayRow,
  limit: number,
): Promise<string[]> {
  const { where, values } = conditions(workspaceId, replay.filter);
  values.push(replay.before, replay.cursor, limit);
  const at = values.length;
  const { rows } = await sql.query<{ id: string }>(
    `SELECT d.id FROM deliveries d WHERE ${where.join(" AND ")} AND d.created_at <= $${at - 2}
        AND ($${at - 1}::uuid IS NULL OR d.id > $${at - 1}::uuid) AND d.status IN ('delivered', 'failed', 'aborted', 'cancelled')
      ORDER BY d.id LIMIT $${at}`,
    values,
  );
  return rows.map((row) => row.id);
}

export async function advanceReplay(
  sql: SqlClient,
  workspaceId: string,
  id: string,
  change: { cursor: string | null; done: number; finished: boolean; now: Date },
): Promise<void> {
  await sql.query(
    `UPDATE replays SET cursor = coalesce($3::uuid, cursor), done_count = done_count + $4,
            status = CASE WHEN status = 'cancelled' THEN status WHEN $5 THEN 'finished' ELSE 'running' END,
            finished_at = CASE WHEN $5 THEN $6::timestamptz END
      WHERE workspace_id = $1 AND id = $2`,
    [workspaceId, id, change.cursor, change.done, change.finished, change.now],
  );
}
