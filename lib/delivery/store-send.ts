import { pool, type SqlClient } from "#lib/platform/db.ts";
import type { RequestView } from "./schema.ts";
import type { Settlement } from "./settlement.ts";

/** A delivery that is about to be sent, with the person it is about and its frozen request if there is one. */
export interface SendRow {
  id: string;
  workspace_id: string;
  campaign_id: string | null;
  campaign_version_id: string | null;
  variation_id: string | null;
  canvas_id: string | null;
  canvas_version_id: string | null;
  canvas_entry_id: string | null;
  step_id: string | null;
  dispatch_id: string | null;
  profile_id: string | null;
  external_user_id: string | null;
  input: Record<string, unknown>;
  priority: number;
  attempts_count: number;
  budget_used: number;
  next_reason: string | null;
  /** When it was due this time. */
  next_attempt_at: Date | null;
  created_at: Date;
  /** The delivery this is a copy of, which somebody asked for. */
  replay_of: string | null;
  /** The round of sending that this was loaded for; null where nobody said. */
  queued_at: Date | null;
  external_id: string | null;
  attributes: Record<string, unknown> | null;
  custom_attributes: Record<string, unknown> | null;
  time_zone: string | null;
  random_bucket: number | null;
  frozen_method: RequestView["method"] | null;
  frozen_url: string;
  frozen_headers: [string, string][];
  frozen_body: string | null;
  sealed: string | null;
}

/** Loads those that are still to be sent and in no other job than the one that says `queuedAt`. One statement. */
export async function loadForSending(ids: readonly string[], queuedAt: Date | null): Promise<SendRow[]> {
  const { rows } = await pool().query<Omit<SendRow, "queued_at">>({
    name: "deliveries-load",
    text: `SELECT d.id, d.workspace_id, d.campaign_id, d.campaign_version_id, d.variation_id, d.canvas_id, d.canvas_version_id, d.canvas_entry_id,
                  d.step_id, d.dispatch_id, d.profile_id, d.external_user_id, d.input, d.priority, d.attempts_count, d.budget_used, d.next_reason, d.next_attempt_at,
                  d.created_at, d.replay_of, p.external_id, p.attributes, p.custom_attributes, p.time_zone, p.random_bucket,
                  r.method AS frozen_method, r.url AS frozen_url, r.headers AS frozen_headers, r.body AS frozen_body, r.sealed
             FROM deliveries d
             LEFT JOIN profiles p ON p.id = d.profile_id AND p.workspace_id = d.workspace_id
             LEFT JOIN delivery_requests r ON r.delivery_id = d.id AND r.created_at = d.created_at
            WHERE d.id = ANY($1) AND d.status IN ('pending', 'held', 'retrying') AND d.queued_at = coalesce($2, d.queued_at)
            ORDER BY d.created_at, d.id`,
    values: [ids, queuedAt],
  });
  return rows.map((row) => Object.assign(row, { queued_at: queuedAt }));
}

export interface FrozenRequest {
  deliveryId: string;
  createdAt: Date;
  method: string;
  url: string;
  headers: [string, string][];
  body: string | null;
  sealed: string | null;
}

/** Stores requests before any of them leaves, so that every attempt sends the same bytes. One statement. */
export async function freezeRequests(requests: readonly FrozenRequest[]): Promise<void> {
  if (requests.length === 0) return;
  await pool().query({
    name: "requests-freeze",
    text: `INSERT INTO delivery_requests (delivery_id, created_at, method, url, headers, body, sealed)
           SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::jsonb[], $6::text[], $7::text[])
           ON CONFLICT DO NOTHING`,
    values: [
      requests.map((request) => request.deliveryId),
      requests.map((request) => request.createdAt),
      requests.map((request) => request.method),
      requests.map((request) => request.url),
      requests.map((request) => JSON.stringify(request.headers)),
      requests.map((request) => request.body),
      requests.map((request) => request.sealed),
    ],
  });
}

/** Nobody else has had the delivery since this round began: no other job, no other attempt, no end. */
const OWN_ROUND = `CASE WHEN t.number IS NULL THEN d.queued_at = coalesce(t.queued_at, d.queued_at)
                        ELSE d.status IN ('pending', 'held', 'retrying') AND d.attempts_count = t.number - 1
                             AND (d.queued_at IS NULL OR d.queued_at = coalesce(t.queued_at, d.queued_at)) END`;
/** False when this very attempt was written down already, by a statement whose end was not heard of. */
const IS_NEW = `(SELECT a.number FROM attempts a WHERE a.delivery_id = d.id AND a.started_at = t.started_at LIMIT 1) IS NULL`;
/** What was delivered is delivered, whoever found out and when. */
const DECIDES = `(${OWN_ROUND} OR t.status = 'delivered')`;

/**
 * Writes a batch of outcomes: deliveries updated and attempts inserted by one statement. An outcome that comes late, of a
 * delivery that is cancelled, delivered or with another worker by now, adds its attempt and changes nothing else. Answers
 * the ids of those.
 */
export async function settle(
  sql: SqlClient,
  unsorted: readonly Settlement[],
  workerId: string,
  now: Date,
): Promise<ReadonlySet<string>> {
  // By id, as everybody who has to wait for rows takes them, so that no two wait for each other.
  const batch = unsorted.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const attempts = batch.map((item) => item.attempt);
  const { rows } = await sql.query<{ id: string }>({
    name: "deliveries-settle",
    text: `WITH t AS MATERIALIZED (
             SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::smallint[],
                                  $10::int[], $11::text[], $12::timestamptz[], $13::int[], $14::jsonb[], $15::int[], $16::text[], $17::text[],
                                  $18::jsonb[], $19::text[], $20::boolean[], $21::text[], $24::text[], $25::text[], $26::timestamptz[], $27::float8[], $28::timestamptz[])
               AS t (id, workspace_id, status, reason, next_attempt_at, next_reason, host, url, budget,
                     number, kind, started_at, duration_ms, timings, status_code, error_class, error_message,
                     response_headers, response_body, response_truncated, outcome, rule, parked_scope, release_at, per_second, queued_at)
           ), parked AS (
             -- Locks the scope even when nothing changes: a releaser that finds it empty must not forget it meanwhile.
             INSERT INTO parkings AS p (workspace_id, scope, release_at, per_second)
             SELECT workspace_id, parked_scope, min(release_at), min(per_second) FROM t WHERE parked_scope IS NOT NULL
              GROUP BY 1, 2 ORDER BY 1, 2
             ON CONFLICT (workspace_id, scope) DO UPDATE SET release_at = least(p.release_at, excluded.release_at), per_second = excluded.per_second
              WHERE excluded.release_at < p.release_at OR excluded.per_second IS DISTINCT FROM p.per_second
           ), settled AS (
             UPDATE deliveries d
                SET status = CASE WHEN ${DECIDES} THEN t.status ELSE d.status END,
                    reason = CASE WHEN ${DECIDES} THEN t.reason ELSE d.reason END,
                    next_attempt_at = CASE WHEN ${DECIDES} THEN t.next_attempt_at ELSE d.next_attempt_at END,
                    next_reason = CASE WHEN ${DECIDES} THEN t.next_reason ELSE d.next_reason END,
                    queued_at = CASE WHEN ${DECIDES} THEN NULL ELSE d.queued_at END,
                    parked_scope = CASE WHEN ${DECIDES} THEN t.parked_scope ELSE d.parked_scope END,
                    host = coalesce(t.host, d.host), url = coalesce(t.url, d.url),
                    attempts_count = d.attempts_count + (t.number IS NOT NULL)::int,
                    budget_used = d.budget_used + t.budget,
                    first_attempt_at = coalesce(d.first_attempt_at, t.started_at),
                    delivered_at = CASE WHEN t.status = 'delivered' THEN $23::timestamptz ELSE d.delivered_at END,
                    finished_at = CASE WHEN ${DECIDES} IS NOT TRUE THEN d.finished_at
                                       WHEN t.status IN ('delivered', 'failed', 'aborted', 'cancelled') THEN $23::timestamptz END
               FROM t WHERE d.id = t.id AND (${OWN_ROUND} OR ${IS_NEW})
             RETURNING t.*, d.attempts_count, d.status <> t.status AS late
           ), made AS (
             INSERT INTO attempts (delivery_id, workspace_id, number, kind, host, started_at, duration_ms, timings, status_code, error_class, error_message,
                                   response_headers, response_body, response_truncated, outcome, next_attempt_at, next_reason, worker_id, rule)
             SELECT id, workspace_id, attempts_count, kind, host, started_at, duration_ms, timings, status_code, error_class, error_message,
                    response_headers, response_body, response_truncated, outcome, next_attempt_at, next_reason, $22, rule
               FROM settled WHERE number IS NOT NULL
             ON CONFLICT DO NOTHING
           )
           SELECT id FROM settled WHERE late`,
    values: [
      batch.map((item) => item.id),
      batch.map((item) => item.workspaceId),
      batch.map((item) => item.status),
      batch.map((item) => item.reason),
      batch.map((item) => item.nextAttemptAt),
      batch.map((item) => item.nextReason),
      batch.map((item) => item.host),
      batch.map((item) => item.url),
      batch.map((item) => item.budget),
      attempts.map((attempt) => attempt?.number ?? null),
      attempts.map((attempt) => attempt?.kind ?? null),
      attempts.map((attempt) => attempt?.startedAt ?? null),
      attempts.map((attempt) => attempt?.durationMs ?? null),
      attempts.map((attempt) => (attempt ? JSON.stringify(attempt.timings) : null)),
      attempts.map((attempt) => attempt?.statusCode ?? null),
      attempts.map((attempt) => attempt?.errorClass ?? null),
      attempts.map((attempt) => attempt?.errorMessage ?? null),
      attempts.map((attempt) => (attempt?.responseHeaders ? JSON.stringify(attempt.responseHeaders) : null)),
      attempts.map((attempt) => attempt?.responseBody ?? null),
      attempts.map((attempt) => attempt?.responseTruncated ?? null),
      attempts.map((attempt) => attempt?.outcome ?? null),
      workerId,
      now,
      attempts.map((attempt) => attempt?.rule ?? null),
      batch.map((item) => item.parked?.scope ?? null),
      batch.map((item) => item.parked?.releaseAt ?? null),
      batch.map((item) => item.parked?.perSecond ?? null),
      batch.map((item) => item.queuedAt),
    ],
  });
  return new Set(rows.map(({ id }) => id));
}

/** Takes due rows that are in no job. Several workers may ask at once; each row is given to one. */
export async function claimDue(
  sql: SqlClient,
  limit: number,
  now: Date,
): Promise<{ id: string; priority: number }[]> {
  const { rows } = await sql.query<{ id: string; priority: number }>({
    name: "deliveries-claim-due",
    text: `WITH due AS (
             SELECT id FROM deliveries
              WHERE queued_at IS NULL AND next_attempt_at IS NOT NULL AND status IN ('pending', 'held', 'retrying') AND next_attempt_at <= $2
              ORDER BY next_attempt_at LIMIT $1 FOR UPDATE SKIP LOCKED
           )
           UPDATE deliveries d SET queued_at = $2 FROM due WHERE d.id = due.id
           RETURNING d.id, d.priority + CASE WHEN d.attempts_count > 0 THEN 5 ELSE 0 END AS priority`,
    values: [limit, now],
  });
  return rows;
}

/** When the next row falls due, and when the next scope with parked rows is looked at. One statement. */
export async function nextDue(): Promise<{ row: Date | null; scope: Date | null }> {
  const { rows } = await pool().query<{ row: Date | null; scope: Date | null }>({
    name: "deliveries-next-due",
    text: `SELECT (SELECT next_attempt_at FROM deliveries
                    WHERE queued_at IS NULL AND next_attempt_at IS NOT NULL AND status IN ('pending', 'held', 'retrying')
                    ORDER BY next_attempt_at LIMIT 1) AS row,
                  (SELECT min(release_at) FROM parkings) AS scope`,
  });
  return rows[0] ?? { row: null, scope: null };
}

/** Frees rows whose job vanished with its worker: in no job the queue still knows, for longer than a job may take. */
export async function freeLostRows(before: Date): Promise<number> {
  const { rowCount } = await pool().query(
    `WITH carried AS MATERIALIZED (
       SELECT jsonb_array_elements_text(j.data->'ids')::uuid AS id FROM pgboss.job j WHERE j.name = 'delivery.send' AND j.state < 'completed'
     )
     UPDATE deliveries SET queued_at = NULL, next_attempt_at = coalesce(next_attempt_at, now()) WHERE id IN (
       SELECT d.id FROM deliveries d WHERE d.queued_at < $1 AND d.status IN ('pending', 'held', 'retrying')
          AND NOT EXISTS (SELECT FROM carried c WHERE c.id = d.id) FOR UPDATE SKIP LOCKED)`,
    [before],
  );
  return rowCount ?? 0;
}
