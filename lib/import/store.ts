/** Imports in the database: the rows, the bytes of their files, what was refused. */
import { pool, type SqlClient } from "#lib/platform/db.ts";
import type {
  ColumnMapping,
  ImportCheck,
  ImportColumn,
  ImportOptions,
  ImportStatus,
  RowProblem,
} from "./schema.ts";

export interface ImportRow {
  id: string;
  name: string;
  status: ImportStatus;
  bytes: string;
  encoding: string;
  delimiter: string;
  assumed: string[];
  columns: ImportColumn[];
  mapping: ColumnMapping[] | null;
  options: Partial<ImportOptions>;
  list_id: string | null;
  bytes_done: string;
  rows_done: number;
  new_count: number;
  changed_count: number;
  unchanged_count: number;
  refused_count: number;
  repeated_count: number;
  check: ImportCheck | null;
  reason: string | null;
  created_by: string | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
}

const COLUMNS = `id, name, status, bytes, encoding, delimiter, assumed, columns, mapping, options, list_id, bytes_done, rows_done,
  new_count, changed_count, unchanged_count, refused_count, repeated_count, "check", reason, created_by, created_at, started_at, finished_at`;

export async function insertImport(
  workspaceId: string,
  row: { id: string; name: string; createdBy: string; now: Date },
): Promise<void> {
  await pool().query(
    "INSERT INTO imports (id, workspace_id, name, created_by, created_at) VALUES ($1, $2, $3, $4, $5)",
    [row.id, workspaceId, row.name, row.createdBy, row.now],
  );
}

export async function insertChunk(importId: string, number: number, data: Uint8Array): Promise<void> {
  await pool().query("INSERT INTO import_chunks (import_id, number, data) VALUES ($1, $2, $3)", [
    importId,
    number,
    data,
  ]);
}

export async function readChunk(importId: string, number: number): Promise<Buffer | null> {
  const { rows } = await pool().query<{ data: Buffer }>({
    name: "import-chunk",
    text: "SELECT data FROM import_chunks WHERE import_id = $1 AND number = $2",
    values: [importId, number],
  });
  return rows[0]?.data ?? null;
}

export async function finishUpload(
  workspaceId: string,
  id: string,
  file: { bytes: number; encoding: string; delimiter: string; assumed: string[]; columns: ImportColumn[] },
): Promise<void> {
  await pool().query(
    `UPDATE imports SET status = 'uploaded', bytes = $3, encoding = $4, delimiter = $5, assumed = $6, columns = $7
      WHERE workspace_id = $1 AND id = $2`,
    [workspaceId, id, file.bytes, file.encoding, file.delimiter, file.assumed, JSON.stringify(file.columns)],
  );
}

export async function saveFormat(
  sql: SqlClient,
  workspaceId: string,
  id: string,
  format: { encoding: string; delimiter: string; assumed: string[]; columns: ImportColumn[] },
): Promise<void> {
  await sql.query(
    "UPDATE imports SET encoding = $3, delimiter = $4, assumed = $5, columns = $6 WHERE workspace_id = $1 AND id = $2",
    [workspaceId, id, format.encoding, format.delimiter, format.assumed, JSON.stringify(format.columns)],
  );
}

export async function deleteImport(workspaceId: string, id: string): Promise<void> {
  await pool().query("DELETE FROM imports WHERE workspace_id = $1 AND id = $2", [workspaceId, id]);
}

export async function findImport(workspaceId: string, id: string): Promise<ImportRow | null> {
  const { rows } = await pool().query<ImportRow>(
    `SELECT ${COLUMNS} FROM imports WHERE workspace_id = $1 AND id = $2`,
    [workspaceId, id],
  );
  return rows[0] ?? null;
}

/** As `findImport`, held until the transaction ends. */
export async function lockImport(sql: SqlClient, workspaceId: string, id: string): Promise<ImportRow | null> {
  const { rows } = await sql.query<ImportRow>(
    `SELECT ${COLUMNS} FROM imports WHERE workspace_id = $1 AND id = $2 FOR UPDATE`,
    [workspaceId, id],
  );
  return rows[0] ?? null;
}

/** One page, newest first. */
export async function listImportRows(
  workspaceId: string,
  after: { createdAt: string; id: string } | null,
  limit: number,
): Promise<ImportRow[]> {
  const { rows } = await pool().query<ImportRow>(
    `SELECT ${COLUMNS} FROM imports
      WHERE workspace_id = $1 AND status <> 'uploading'
        AND ($2::timestamptz IS NULL OR (created_at, id) < ($2::timestamptz, $3::uuid))
      ORDER BY created_at DESC, id DESC LIMIT $4`,
    [workspaceId, after?.createdAt ?? null, after?.id ?? null, limit],
  );
  return rows;
}

/** New settings make an earlier check worthless. */
export async function saveSettings(
  sql: SqlClient,
  workspaceId: string,
  id: string,
  settings: { mapping: ColumnMapping[]; options: ImportOptions; listId: string | null },
): Promise<void> {
  await sql.query(
    `UPDATE imports SET mapping = $3, options = $4, list_id = $5, status = 'uploaded', "check" = NULL
      WHERE workspace_id = $1 AND id = $2`,
    [workspaceId, id, JSON.stringify(settings.mapping), JSON.stringify(settings.options), settings.listId],
  );
}

/** Hands an import to a job: the counts start anew and earlier refusals are gone. */
export async function handToJob(
  sql: SqlClient,
  workspaceId: string,
  id: string,
  work: { status: "checking" | "running"; jobId: string; mapping: ColumnMapping[]; now: Date },
): Promise<void> {
  await sql.query("DELETE FROM import_refusals WHERE import_id = $1", [id]);
  await sql.query(
    `UPDATE imports SET status = $3, job_id = $4, mapping = $5, stalls = 0, reason = NULL, started_at = $6, finished_at = NULL,
            bytes_done = 0, rows_done = 0, new_count = 0, changed_count = 0, unchanged_count = 0, refused_count = 0, repeated_count = 0
      WHERE workspace_id = $1 AND id = $2`,
    [workspaceId, id, work.status, work.jobId, JSON.stringify(work.mapping), work.now],
  );
}

/** Takes an import away from its job. */
export async function callOff(
  sql: SqlClient,
  workspaceId: string,
  id: string,
  status: "uploaded" | "cancelled",
  now: Date,
): Promise<void> {
  await sql.query(
    `UPDATE imports SET status = $3, job_id = NULL, finished_at = CASE WHEN $3 = 'cancelled' THEN $4::timestamptz END
      WHERE workspace_id = $1 AND id = $2`,
    [workspaceId, id, status, now],
  );
}

export interface RefusalRow {
  line: number;
  cells: string[];
  problems: RowProblem[];
}

/** Refused rows in the order of the file, from after a line. */
export async function refusalsOf(importId: string, afterLine: number, limit: number): Promise<RefusalRow[]> {
  const { rows } = await pool().query<RefusalRow>(
    "SELECT line, cells, problems FROM import_refusals WHERE import_id = $1 AND line > $2 ORDER BY line LIMIT $3",
    [importId, afterLine, limit],
  );
  return rows;
}

/** Forgets files and refused rows that were left behind. */
export async function forgetImportData(before: { uploads: Date; refusals: Date }): Promise<void> {
  await pool().query("DELETE FROM imports WHERE status = 'uploading' AND created_at < $1", [before.uploads]);
  await pool().query(
    `UPDATE imports SET status = 'cancelled', reason = 'The file was forgotten after 7 days.', finished_at = now()
      WHERE status IN ('uploaded', 'checked') AND created_at < $1`,
    [before.refusals],
  );
  await pool().query(
    `DELETE FROM import_chunks c USING imports i
      WHERE c.import_id = i.id AND i.created_at < $1 AND i.status NOT IN ('checking', 'running')`,
    [before.refusals],
  );
  await pool().query(
    "DELETE FROM import_refusals r USING imports i WHERE r.import_id = i.id AND i.created_at < $1 AND i.status NOT IN ('checking', 'running')",
    [before.refusals],
  );
}
