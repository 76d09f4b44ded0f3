import { pool, type SqlClient } from "#lib/platform/db.ts";
import { isId } from "#lib/platform/id.ts";
import type { DeliveryDetail, DeliveryFilter, DeliveryStatus } from "./schema.ts";

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
  campaign_name: string | null;
  canvas_name: string | null;
  canvas_version_number: number | null;
  review_id: string | null;
  approved_by: string | null;
  approved_at: Date | null;
  workspace_settings: unknown;
  version_number: number | null;
  live_version_number: number | null;
}

export interface AttemptRow {
  number: number;
  kind: string;
  started_at: Date;
  duration_ms: number;
  timings: DeliveryDetail["attempts"][number]["timings"];
  status_code: number | null;
  error_class: string | null;
  error_message: string | null;
  response_headers: Record<string, string> | null;
  response_body: string | null;
  response_truncated: boolean;
  outcome: string;
  rule: string | null;
  next_attempt_at: Date | null;
  next_reason: string | null;
}

/** A parked delivery has no time of its own: it goes when its host or pace lets some go, at this moment at the earliest. */
const NEXT_ATTEMPT = `CASE WHEN d.parked_scope IS NULL THEN d.next_attempt_at WHEN d.reason <> 'host_paused' AND d.status IN ('held', 'retrying')
  THEN (SELECT p.release_at FROM parkings p WHERE p.workspace_id = d.workspace_id AND p.scope = d.parked_scope) END`;

const COLUMNS = `d.id, d.status, d.reason, d.campaign_id, d.canvas_id, d.step_id, d.variation_id, d.dispatch_id, d.external_user_id, d.host, d.url,
  d.attempts_count, ${NEXT_ATTEMPT} AS next_attempt_at, d.next_reason, d.created_at, d.delivered_at`;

const SENDER_NAME = `coalesce((SELECT c.name FROM campaigns c WHERE c.id = d.campaign_id AND c.workspace_id = d.workspace_id),
  (SELECT j.name FROM canvases j WHERE j.id = d.canvas_id AND j.workspace_id = d.workspace_id))`;

/** One page, newest first, by keyset. */
export async function listDeliveryRows(
  workspaceId: string,
  filter: DeliveryFilter,
  page: { limit: number; after: { createdAt: string; id: string } | null },
): Promise<(DeliveryRow & { sender_name: string | null })[]> {
  const { where, values } = conditions(workspaceId, filter);
  if (page.after) {
    values.push(page.after.createdAt, page.after.id);
    where.push(`(d.created_at, d.id) < ($${values.length - 1}::timestamptz, $${values.length}::uuid)`);
  }
  values.push(page.limit);
  const { rows } = await pool().query<DeliveryRow & { sender_name: string | null }>(
    `SELECT ${COLUMNS}, ${SENDER_NAME} AS sender_name FROM deliveries d WHERE ${where.join(" AND ")}
      ORDER BY d.created_at DESC, d.id DESC LIMIT $${values.length}`,
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
  // Text that is no identifier of ours matches nothing; a cast of the column would keep its index from being used.
  const addId = (column: string, value: string | undefined): void =>
    value === undefined || isId(value) ? add(`${column} = ?::uuid`, value) : void where.push("false");
  addId("d.campaign_id", filter.campaign_id);
  addId("d.canvas_id", filter.canvas_id);
  add("d.step_id = ?", filter.step_id);
  add("d.dispatch_id = ?::uuid", filter.dispatch_id);
  add("d.status = ?", filter.status);
  add("d.reason = ?", filter.reason);
  addId("d.id", filter.delivery_id);
  add("d.host = ?", filter.host);
  add("d.external_user_id = ?", filter.external_user_id);
  add("d.created_at >= ?::timestamptz", filter.since);
  add("d.created_at <= ?::timestamptz", filter.until);
  const last = [
    ...(filter.status_class ? [answeredIn(filter.status_class)] : []),
    ...(filter.attempt_kind ? [`a.kind = '${filter.attempt_kind}'`] : []),
  ];
  if (last.length > 0) where.push(lastAttempt(last));
  return { where, values };
}

/** The last attempt, found through the key of the attempts table. */
function lastAttempt(conditions: readonly string[]): string {
  return `EXISTS (SELECT FROM attempts a WHERE a.delivery_id = d.id AND a.workspace_id = d.workspace_id AND a.number = d.attempts_count AND ${conditions.join(" AND ")})`;
}

function answeredIn(statusClass: NonNullable<DeliveryFilter["status_class"]>): string {
  return statusClass === "none" ? "a.status_code IS NULL" : `a.status_code / 100 = ${Number(statusClass[0])}`;
}

/** Deliveries looked at for a histogram at most: the newest of the range. */
export const HISTOGRAM_ROWS = 200_000;

export interface HistogramRow {
  bucket: number;
  status: string;
  count: number;
}

/** Counts by bucket and status from `since` on, over the newest matches. */
export async function histogramRows(
  workspaceId: string,
  filter: DeliveryFilter,
  range: { since: Date; widthMs: number },
): Promise<HistogramRow[]> {
  const { where, values } = conditions(workspaceId, { ...filter, since: range.since.toISOString() });
  values.push(range.since, range.widthMs / 1000);
  const at = values.length;
  const { rows } = await pool().query<HistogramRow>(
    `SELECT floor(extract(epoch FROM created_at - $${at - 1}::timestamptz) / $${at}::float8)::int AS bucket, status, count(*)::int AS count
       FROM (SELECT d.created_at, d.status FROM deliveries d WHERE ${where.join(" AND ")}
              ORDER BY d.created_at DESC, d.id DESC LIMIT ${HISTOGRAM_ROWS}) newest
      GROUP BY 1, 2`,
    values,
  );
  return rows;
}

export async function findDelivery(workspaceId: string, id: string): Promise<DeliveryDetailRow | null> {
  const { rows } = await pool().query<DeliveryDetailRow>(
    `SELECT ${COLUMNS}, r.method, r.url AS request_url, r.headers AS request_headers, r.body AS request_body,
            c.name AS campaign_name, v.number AS version_number, live.number AS live_version_number, j.name AS canvas_name,
            jv.number AS canvas_version_number, w.settings AS workspace_settings, a.id AS review_id, a.decided_by AS approved_by,
            a.decided_at AS approved_at
       FROM deliveries d LEFT JOIN delivery_requests r ON r.delivery_id = d.id AND r.created_at = d.created_at
       LEFT JOIN campaigns c ON c.id = d.campaign_id AND c.workspace_id = d.workspace_id
       LEFT JOIN campaign_versions v ON v.id = d.campaign_version_id AND v.workspace_id = d.workspace_id
       LEFT JOIN campaign_versions live ON live.id = c.live_version_id
       LEFT JOIN canvases j ON j.id = d.canvas_id AND j.workspace_id = d.workspace_id
       LEFT JOIN canvas_versions jv ON jv.id = d.canvas_version_id AND jv.workspace_id = d.workspace_id
       LEFT JOIN workspaces w ON w.id = d.workspace_id
       LEFT JOIN LATERAL (SELECT r.id, r.decided_by ->> 'name' AS decided_by, r.decided_at FROM reviews r
                           WHERE r.workspace_id = d.workspace_id AND (r.campaign_id = d.campaign_id OR r.canvas_id = d.canvas_id)
                             AND r.status = 'approved' AND r.decided_at <= d.created_at ORDER BY r.decided_at DESC LIMIT 1) a ON true
      WHERE d.workspace_id = $1 AND d.id = $2`,
    [workspaceId, id],
  );
  return rows[0] ?? null;
}

/** Deliveries counted per sending call at most. */
const MOST_COUNTED = 20_000;

/** By dispatch and status, of the first deliveries of each. */
export async function dispatchCounts(
  workspaceId: string,
  dispatchIds: readonly string[],
): Promise<{ dispatch_id: string; status: DeliveryStatus; count: number }[]> {
  const { rows } = await pool().query<{ dispatch_id: string; status: DeliveryStatus; count: number }>(
    `SELECT t.id AS dispatch_id, found.status, count(*)::int AS count
       FROM unnest($2::uuid[]) AS t (id)
       CROSS JOIN LATERAL (SELECT status FROM deliveries
                            WHERE dispatch_id = t.id AND workspace_id = $1 LIMIT ${MOST_COUNTED}) AS found
      GROUP BY 1, 2`,
    [workspaceId, dispatchIds],
  );
  return rows;
}

const MAX_ATTEMPTS = 200;

/** In the order they were made; the newest when there are very many. */
export async function listAttempts(workspaceId: string, deliveryId: string): Promise<AttemptRow[]> {
  const { rows } = await pool().query<AttemptRow>(
    `SELECT number, kind, started_at, duration_ms, timings, status_code, error_class, error_message, response_headers, response_body,
            response_truncated, outcome, rule, next_attempt_at, next_reason
       FROM attempts WHERE workspace_id = $1 AND delivery_id = $2 ORDER BY number DESC LIMIT ${MAX_ATTEMPTS}`,
    [workspaceId, deliveryId],
  );
  return rows.reverse();
}

/** Cancels a delivery that is not finished. Answers whether it was. */
export async function markCancelled(
  sql: SqlClient,
  workspaceId: string,
  id: string,
  now: Date,
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `UPDATE deliveries SET status = 'cancelled', reason = 'cancelled', next_attempt_at = NULL, finished_at = $3
      WHERE workspace_id = $1 AND id = $2 AND status IN ('pending', 'held', 'retrying')`,
    [workspaceId, id, now],
  );
  return rowCount === 1;
}
