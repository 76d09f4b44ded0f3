import { pool, type SqlClient } from "#lib/platform/db.ts";
import { storableJson } from "#lib/platform/text.ts";
import type { BulkKind, BulkStatus, LineResult, LineStatus } from "./schema.ts";

export interface BulkRow {
  id: string;
  workspace_id: string;
  kind: BulkKind;
  status: BulkStatus;
  campaign_id: string | null;
  send_id: string | null;
  total_count: number;
  done_count: number;
  accepted_count: number;
  failed_count: number;
  reason: string | null;
  loop_depth: number;
  created_by: string;
  created_at: Date;
  finished_at: Date | null;
}

export interface LineRow {
  line: number;
  content: string;
}

export interface LineOutcome {
  line: number;
  status: LineStatus;
  result: LineResult;
}

export async function insertBulk(sql: SqlClient, row: BulkRow, lines: readonly LineRow[]): Promise<void> {
  await sql.query(
    `INSERT INTO bulk_jobs (id, workspace_id, kind, status, campaign_id, send_id, total_count, created_by, created_at, loop_depth)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      row.id,
      row.workspace_id,
      row.kind,
      row.status,
      row.campaign_id,
      row.send_id,
      row.total_count,
      row.created_by,
      row.created_at,
      row.loop_depth,
    ],
  );
  await sql.query(
    "INSERT INTO bulk_lines (bulk_id, line, content) SELECT $1, line, content FROM unnest($2::int[], $3::text[]) AS t (line, content)",
    [row.id, lines.map(({ line }) => line), lines.map(({ content }) => content)],
  );
}

/** Jobs of the workspace that are not over, counted up to `most`. */
export async function countOpen(workspaceId: string, most: number): Promise<number> {
  const { rows } = await pool().query<{ open: number }>(
    "SELECT count(*)::int AS open FROM (SELECT 1 FROM bulk_jobs WHERE workspace_id = $1 AND finished_at IS NULL LIMIT $2) AS jobs",
    [workspaceId, most],
  );
  return rows[0]?.open ?? 0;
}

export async function findBulk(workspaceId: string, id: string): Promise<BulkRow | null> {
  const { rows } = await pool().query<BulkRow>(
    "SELECT * FROM bulk_jobs WHERE workspace_id = $1 AND id = $2",
    [workspaceId, id],
  );
  return rows[0] ?? null;
}

export async function listBulkRows(
  workspaceId: string,
  after: { at: string; id: string } | null,
  limit: number,
): Promise<BulkRow[]> {
  const { rows } = await pool().query<BulkRow>(
    `SELECT * FROM bulk_jobs
      WHERE workspace_id = $1 AND ($2::timestamptz IS NULL OR (created_at, id) < ($2::timestamptz, $3::uuid))
      ORDER BY created_at DESC, id DESC LIMIT $4`,
    [workspaceId, after?.at ?? null, after?.id ?? null, limit],
  );
  return rows;
}

/** The job, held until the transaction ends; null when it is over. */
export async function lockBulk(sql: SqlClient, workspaceId: string, id: string): Promise<BulkRow | null> {
  const { rows } = await sql.query<BulkRow>(
    "SELECT * FROM bulk_jobs WHERE workspace_id = $1 AND id = $2 AND finished_at IS NULL FOR UPDATE",
    [workspaceId, id],
  );
  return rows[0] ?? null;
}

/** Notes that a part begins; answers how many did in a row without coming to an end. 0 when the job is over. */
export async function beginPart(workspaceId: string, id: string): Promise<number> {
  const { rows } = await pool().query<{ stalls: number }>(
    "UPDATE bulk_jobs SET stalls = stalls + 1 WHERE workspace_id = $1 AND id = $2 AND finished_at IS NULL RETURNING stalls",
    [workspaceId, id],
  );
  return rows[0]?.stalls ?? 0;
}

/** The next lines to work on, in order. */
export async function nextLines(sql: SqlClient, id: string, limit: number): Promise<LineRow[]> {
  const { rows } = await sql.query<LineRow>(
    "SELECT line, content FROM bulk_lines WHERE bulk_id = $1 AND content IS NOT NULL ORDER BY line LIMIT $2",
    [id, limit],
  );
  return rows;
}

export async function saveOutcomes(
  sql: SqlClient,
  id: string,
  outcomes: readonly LineOutcome[],
): Promise<void> {
  await sql.query(
    `UPDATE bulk_lines AS l SET status = t.status, result = t.result::jsonb, content = NULL
       FROM unnest($2::int[], $3::text[], $4::text[]) AS t (line, status, result) WHERE l.bulk_id = $1 AND l.line = t.line`,
    [
      id,
      outcomes.map(({ line }) => line),
      outcomes.map(({ status }) => status),
      outcomes.map(({ result }) => storableJson(result)),
    ],
  );
}

export async function advanceBulk(
  sql: SqlClient,
  id: string,
  step: {
    done: number;
    accepted: number;
    status: BulkStatus;
    reason: string | null;
    finishedAt: Date | null;
  },
): Promise<void> {
  await sql.query(
    `UPDATE bulk_jobs SET done_count = done_count + $2, accepted_count = accepted_count + $3,
            failed_count = failed_count + $2 - $3, status = $4, reason = $5, finished_at = $6, stalls = 0 WHERE id = $1`,
    [id, step.done, step.accepted, step.status, step.reason, step.finishedAt],
  );
}

/** Lines with what became of them, in order; `failed` leaves out those that were taken or still wait. */
export async function listOutcomes(
  id: string,
  page: { after: number; limit: number; failed: boolean },
): Promise<{ line: number; status: LineStatus; result: LineResult | null }[]> {
  const { rows } = await pool().query<{ line: number; status: LineStatus; result: LineResult | null }>(
    `SELECT line, status, result FROM bulk_lines WHERE bulk_id = $1 AND line > $2
        ${page.failed ? "AND status <> 'accepted' AND status <> 'pending'" : ""} ORDER BY line LIMIT $3`,
    [id, page.after, page.limit],
  );
  return rows;
}

/** Jobs made before `before` go with their lines. */
export async function pruneBulk(before: Date): Promise<void> {
  await pool().query("DELETE FROM bulk_jobs WHERE created_at < $1", [before]);
}
