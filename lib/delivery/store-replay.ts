import { pool, type SqlClient } from "#lib/platform/db.ts";
import type { ReplayFilter } from "./replay-schema.ts";
import { conditions } from "./store-read.ts";

const FINISHED = "d.status IN ('delivered', 'failed', 'aborted', 'cancelled')";
const REPLAY_COLUMNS =
  "id, filter, before, status, version, per_second, cursor, total_count, done_count, created_at, finished_at";

/** Tried already, and what was sent is no longer kept: made anew it would be another request under the same id. */
const REQUEST_GONE = `(d.attempts_count > 0 AND NOT EXISTS (
  SELECT FROM delivery_requests r WHERE r.delivery_id = d.id AND r.created_at = d.created_at))`;

/** Whether the request of a delivery that was tried has been deleted since. */
export async function isRequestGone(sql: SqlClient, workspaceId: string, id: string): Promise<boolean> {
  const { rowCount } = await sql.query(
    `SELECT FROM deliveries d WHERE d.workspace_id = $1 AND d.id = $2 AND ${REQUEST_GONE}`,
    [workspaceId, id],
  );
  return rowCount === 1;
}

export interface QueuedRow {
  id: string;
  priority: number;
}

/** Makes finished deliveries due again with a fresh budget, apart from those whose request is gone. Answers the rows that were. */
export async function markForReplay(
  sql: SqlClient,
  workspaceId: string,
  ids: readonly string[],
  now: Date,
): Promise<QueuedRow[]> {
  const { rows } = await sql.query<QueuedRow>(
    `UPDATE deliveries d SET status = 'pending', reason = NULL, next_attempt_at = $3, next_reason = 'manual', budget_used = 0, queued_at = $3, finished_at = NULL
      WHERE workspace_id = $1 AND id = ANY($2) AND ${FINISHED} AND NOT ${REQUEST_GONE}
      RETURNING id, priority`,
    [workspaceId, ids, now],
  );
  return rows;
}

/** As `markForReplay`, but due one by one: the i-th at `from` + i × `spacingMs`, found by the releaser then. */
export async function markForPacedReplay(
  sql: SqlClient,
  workspaceId: string,
  ids: readonly string[],
  pace: { from: Date; spacingMs: number },
): Promise<number> {
  const { rowCount } = await sql.query(
    `UPDATE deliveries d SET status = 'pending', reason = NULL, next_attempt_at = $3::timestamptz + make_interval(secs => (t.place - 1) * $4::float8 / 1000),
            next_reason = 'manual', budget_used = 0, queued_at = NULL, finished_at = NULL
       FROM unnest($2::uuid[]) WITH ORDINALITY AS t (id, place)
      WHERE d.id = t.id AND d.workspace_id = $1 AND ${FINISHED} AND NOT ${REQUEST_GONE}`,
    [workspaceId, ids, pace.from, pace.spacingMs],
  );
  return rowCount ?? 0;
}

/**
 * Makes new deliveries from finished ones, to be rendered with the version that is live now; without a campaign the
 * message is the one of the call. Not queued: due at `from` + i × `spacingMs`. Answers how many.
 */
export async function copyForReplay(
  sql: SqlClient,
  workspaceId: string,
  copies: readonly { from: string; to: string }[],
  pace: { from: Date; spacingMs: number; now: Date },
): Promise<number> {
  const { rowCount } = await sql.query(
    `INSERT INTO deliveries (id, workspace_id, campaign_id, campaign_version_id, variation_id, canvas_id, canvas_version_id, canvas_entry_id, step_id,
                             dispatch_id, run_id, profile_id, external_user_id, input, priority, next_attempt_at, next_reason, created_at, test, replay_of)
     SELECT t.copy, d.workspace_id, d.campaign_id, coalesce(c.live_version_id, d.campaign_version_id), d.variation_id, d.canvas_id, d.canvas_version_id,
            d.canvas_entry_id, d.step_id, d.dispatch_id, d.run_id, d.profile_id, d.external_user_id, d.input, d.priority,
            $4::timestamptz + make_interval(secs => (t.place - 1) * $5::float8 / 1000), 'replay', $6, d.test, d.id
       FROM unnest($2::uuid[], $3::uuid[]) WITH ORDINALITY AS t (id, copy, place)
       JOIN deliveries d ON d.id = t.id AND d.workspace_id = $1 AND ${FINISHED}
       LEFT JOIN campaigns c ON c.id = d.campaign_id AND c.workspace_id = d.workspace_id
     ON CONFLICT (id) DO NOTHING`,
    [
      workspaceId,
      copies.map((copy) => copy.from),
      copies.map((copy) => copy.to),
      pace.from,
      pace.spacingMs,
      pace.now,
    ],
  );
  return rowCount ?? 0;
}

export interface ReplayRow {
  id: string;
  filter: ReplayFilter;
  before: Date;
  status: string;
  version: "same" | "current";
  per_second: number | null;
  cursor: string | null;
  total_count: number;
  done_count: number;
  created_at: Date;
  finished_at: Date | null;
}

/** The fixed set: finished and matching at `before`. What finishes later never joins it. */
function fixedSet(workspaceId: string, filter: ReplayFilter, before: Date) {
  const { where, values } = conditions(workspaceId, filter);
  if (filter.failed_since) {
    values.push(filter.failed_since);
    where.push(`d.finished_at >= $${values.length}::timestamptz`);
  }
  if (filter.skip_unknown) where.push("d.reason IS DISTINCT FROM 'outcome_unknown'");
  values.push(before);
  where.push(`d.created_at <= $${values.length} AND d.finished_at <= $${values.length}`, FINISHED);
  return { where: where.join(" AND "), values };
}

interface HostCount {
  host: string | null;
  count: number;
  unknown: number;
  gone: number;
}

/**
 * How many deliveries a replay of the filter would send again, by host, the largest hosts first; beside them, how many
 * it would not, because their request is gone.
 */
export async function countReplay(
  workspaceId: string,
  filter: ReplayFilter,
  version: ReplayRow["version"],
  now: Date,
): Promise<HostCount[]> {
  const { where, values } = fixedSet(workspaceId, filter, now);
  const { rows } = await pool().query<HostCount>(
    `SELECT host, count(*) FILTER (WHERE NOT gone)::int AS count, count(*) FILTER (WHERE NOT gone AND reason = 'outcome_unknown')::int AS unknown,
            count(*) FILTER (WHERE gone)::int AS gone
       FROM (SELECT d.host, d.reason, ${cannotGo(version)} AS gone FROM deliveries d WHERE ${where}) AS found GROUP BY 1 ORDER BY 2 DESC`,
    values,
  );
  return rows;
}

/** Copies are rendered anew, so they need nothing of what was sent. */
function cannotGo(version: ReplayRow["version"]): string {
  return version === "same" ? REQUEST_GONE : "false";
}

export async function insertReplay(
  sql: SqlClient,
  workspaceId: string,
  replay: {
    id: string;
    filter: ReplayFilter;
    version: "same" | "current";
    perSecond: number | null;
    createdBy: unknown;
    now: Date;
  },
): Promise<ReplayRow> {
  const { where, values } = fixedSet(workspaceId, replay.filter, replay.now);
  const { rows: counted } = await sql.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM deliveries d WHERE ${where} AND NOT ${cannotGo(replay.version)}`,
    values,
  );
  const { rows } = await sql.query<ReplayRow>(
    `INSERT INTO replays (id, workspace_id, filter, before, total_count, created_by, created_at, version, per_second)
     VALUES ($1, $2, $3, $4, $5, $6, $4, $7, $8) RETURNING ${REPLAY_COLUMNS}`,
    [
      replay.id,
      workspaceId,
      JSON.stringify(replay.filter),
      replay.now,
      counted[0]?.n ?? 0,
      JSON.stringify(replay.createdBy),
      replay.version,
      replay.perSecond,
    ],
  );
  const [row] = rows;
  if (!row) throw new Error("the replay was not stored");
  return row;
}

export async function findReplay(workspaceId: string, id: string): Promise<ReplayRow | null> {
  const { rows } = await pool().query<ReplayRow>(
    `SELECT ${REPLAY_COLUMNS} FROM replays WHERE workspace_id = $1 AND id = $2`,
    [workspaceId, id],
  );
  return rows[0] ?? null;
}

/** The replay while a part of it is worked off: a cancel waits for the part, and the part sees a cancel. */
export async function lockReplay(sql: SqlClient, workspaceId: string, id: string): Promise<ReplayRow | null> {
  const { rows } = await sql.query<ReplayRow>(
    `SELECT ${REPLAY_COLUMNS} FROM replays WHERE workspace_id = $1 AND id = $2 FOR UPDATE`,
    [workspaceId, id],
  );
  return rows[0] ?? null;
}

/** The newest replays, for the list of what is going on. */
export async function listReplayRows(workspaceId: string, limit: number): Promise<ReplayRow[]> {
  const { rows } = await pool().query<ReplayRow>(
    `SELECT ${REPLAY_COLUMNS} FROM replays WHERE workspace_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2`,
    [workspaceId, limit],
  );
  return rows;
}

/** Ends a replay that is not finished; answers whether it was running. */
export async function cancelReplayRow(workspaceId: string, id: string, now: Date): Promise<boolean> {
  const { rowCount } = await pool().query(
    "UPDATE replays SET status = 'cancelled', finished_at = $3 WHERE workspace_id = $1 AND id = $2 AND status IN ('pending', 'running')",
    [workspaceId, id, now],
  );
  return rowCount === 1;
}

/** The next part of the fixed set, by id. */
export async function nextReplayIds(
  sql: SqlClient,
  workspaceId: string,
  replay: ReplayRow,
  limit: number,
): Promise<string[]> {
  const { where, values } = fixedSet(workspaceId, replay.filter, replay.before);
  values.push(replay.cursor, limit);
  const at = values.length;
  const { rows } = await sql.query<{ id: string }>(
    `SELECT d.id FROM deliveries d WHERE ${where} AND ($${at - 1}::uuid IS NULL OR d.id > $${at - 1}::uuid) ORDER BY d.id LIMIT $${at}`,
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
