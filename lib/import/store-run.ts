/** What a working import writes, batch by batch. */
import { pool, type SqlClient } from "#lib/platform/db.ts";
import { storableJson } from "#lib/platform/text.ts";
import type { ImportRow, RefusalRow } from "./store.ts";

export interface WorkRow extends ImportRow {
  stalls: number;
}

/** Starts or goes on with the work of a job; null when it was called off. Counts the start until there is progress. */
export async function beginWork(
  workspaceId: string,
  importId: string,
  jobId: string,
): Promise<WorkRow | null> {
  const { rows } = await pool().query<WorkRow>(
    `UPDATE imports SET stalls = stalls + 1
      WHERE workspace_id = $1 AND id = $2 AND job_id = $3 AND status IN ('checking', 'running') RETURNING *`,
    [workspaceId, importId, jobId],
  );
  return rows[0] ?? null;
}

/** A check reads nothing but the file, so after a crash it begins again. */
export async function restartCheck(importId: string): Promise<void> {
  await pool().query("DELETE FROM import_refusals WHERE import_id = $1", [importId]);
  await pool().query(
    `UPDATE imports SET bytes_done = 0, rows_done = 0, new_count = 0, changed_count = 0, unchanged_count = 0, refused_count = 0, repeated_count = 0
      WHERE id = $1`,
    [importId],
  );
}

/** Whether the job may still work and nobody went on from the same place; the row is held until the batch ends. */
export async function holdPlace(
  sql: SqlClient,
  importId: string,
  jobId: string,
  rowsDone: number,
): Promise<boolean> {
  const { rows } = await sql.query(
    "SELECT 1 FROM imports WHERE id = $1 AND job_id = $2 AND rows_done = $3 FOR UPDATE",
    [importId, jobId, rowsDone],
  );
  return rows.length > 0;
}

export interface BatchCounts {
  rows: number;
  new: number;
  changed: number;
  unchanged: number;
  refused: number;
  repeated: number;
}

export async function advance(
  sql: SqlClient,
  importId: string,
  counts: BatchCounts,
  bytesDone: number,
): Promise<void> {
  await sql.query({
    name: "import-advance",
    text: `UPDATE imports SET rows_done = rows_done + $2, new_count = new_count + $3, changed_count = changed_count + $4,
                  unchanged_count = unchanged_count + $5, refused_count = refused_count + $6, repeated_count = repeated_count + $7,
                  bytes_done = $8, stalls = 0
            WHERE id = $1`,
    values: [
      importId,
      counts.rows,
      counts.new,
      counts.changed,
      counts.unchanged,
      counts.refused,
      counts.repeated,
      bytesDone,
    ],
  });
}

/** Keeps refused rows for the error file. */
export async function insertRefusals(
  sql: SqlClient,
  importId: string,
  refusals: readonly RefusalRow[],
): Promise<void> {
  await sql.query({
    name: "import-refusals",
    text: `INSERT INTO import_refusals (import_id, line, cells, problems)
           SELECT $1, line, ARRAY(SELECT jsonb_array_elements_text(cells::jsonb)), problems::jsonb
             FROM unnest($2::int[], $3::text[], $4::text[]) AS t (line, cells, problems)
           ON CONFLICT DO NOTHING`,
    values: [
      importId,
      refusals.map((refusal) => refusal.line),
      refusals.map((refusal) => storableJson(refusal.cells)),
      refusals.map((refusal) => storableJson(refusal.problems)),
    ],
  });
}

/** Keeps what a whole check counted. */
export async function finishCheck(sql: SqlClient, importId: string, jobId: string): Promise<void> {
  await sql.query(
    `UPDATE imports SET status = 'checked', bytes_done = bytes, job_id = NULL,
            "check" = jsonb_build_object('rows', rows_done, 'new', new_count, 'changed', changed_count, 'unchanged', unchanged_count,
                                         'refused', refused_count, 'repeated', repeated_count)
      WHERE id = $1 AND job_id = $2`,
    [importId, jobId],
  );
}

/** Ends a run. The file has served its purpose: it holds personal data, so its bytes go. */
export async function finishRun(
  sql: SqlClient,
  importId: string,
  jobId: string,
  end: { status: "finished" | "failed"; reason: string | null; now: Date },
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `UPDATE imports SET status = $3, reason = $4, finished_at = $5, job_id = NULL,
            bytes_done = CASE WHEN $3 = 'finished' THEN bytes ELSE bytes_done END
      WHERE id = $1 AND job_id = $2`,
    [importId, jobId, end.status, end.reason, end.now],
  );
  if (rowCount === 1) await sql.query("DELETE FROM import_chunks WHERE import_id = $1", [importId]);
  return rowCount === 1;
}
