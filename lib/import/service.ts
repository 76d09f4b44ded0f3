/** Use cases around imports: look, choose what becomes of the columns, check, run, cancel, fetch what was refused. */
import type { Context } from "#lib/platform/context.ts";
import { decodeTimeCursor, encodeCursor } from "#lib/platform/cursor.ts";
import { inTransaction, type SqlClient } from "#lib/platform/db.ts";
import { conflict, invalid, notFound } from "#lib/platform/errors.ts";
import { isId, newId } from "#lib/platform/id.ts";
import { notifyLive } from "#lib/platform/live.ts";
import { enqueue } from "#lib/platform/queue.ts";
import { listOrThrow } from "#lib/segment/service-lists.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import { errorFileHeading, errorFileLine } from "./error-file.ts";
import { guessedMapping } from "./guess-columns.ts";
import { IMPORT_PEOPLE } from "./jobs.ts";
import {
  type ColumnMapping,
  type FileDelimiter,
  type FileEncoding,
  type ImportOptions,
  type ImportPage,
  type ImportView,
  NO_OPTIONS,
  type PatchImport,
} from "./schema.ts";
import { type FileFormat, type FormatChoice, inspectFile } from "./service-format.ts";
import {
  callOff,
  findImport,
  forgetImportData,
  handToJob,
  type ImportRow,
  listImportRows,
  lockImport,
  type RefusalRow,
  readChunk,
  refusalsOf,
  saveFormat,
  saveSettings,
} from "./store.ts";

const PROBLEMS_SHOWN = 20;
const REFUSALS_PER_READ = 1_000;
const KEEP_UPLOADS_MS = 3_600_000;
/** Files that were never run, and refused rows: both hold personal data. */
const KEEP_DATA_MS = 7 * 86_400_000;

/** The imports of the workspace, newest first. */
export async function listImports(
  context: Context,
  query: { limit: number; cursor?: string | undefined },
): Promise<ImportPage> {
  const place = query.cursor ? decodeTimeCursor(query.cursor) : null;
  const after = place && { createdAt: place.at, id: place.id };
  const rows = await listImportRows(context.workspaceId, after, query.limit + 1);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    imports: page.map((row) => {
      const { columns: _columns, mapping: _mapping, problems: _problems, ...line } = toView(row, []);
      return line;
    }),
    next_cursor:
      rows.length > query.limit && last ? encodeCursor([last.created_at.toISOString(), last.id]) : null,
  };
}

export async function getImport(context: Context, id: string): Promise<ImportView> {
  const row = isId(id) ? await findImport(context.workspaceId, id) : null;
  if (!row) throw notFound("import");
  return toView(row, await refusalsOf(id, 0, PROBLEMS_SHOWN));
}

/** Chooses what becomes of the columns. Refused while a job works on the file and once it was imported. */
export async function changeImport(context: Context, id: string, patch: PatchImport): Promise<ImportView> {
  if (patch.list_id) await listOrThrow(context, patch.list_id);
  await inTransaction(async (sql) => {
    const row = await openOrThrow(sql, context, id);
    const format =
      patch.encoding || patch.delimiter
        ? await readAs(row, { encoding: patch.encoding, delimiter: patch.delimiter })
        : null;
    if (format) await saveFormat(sql, context.workspaceId, id, format);
    const columns = format?.columns ?? row.columns;
    const outside = (patch.mapping ?? []).findIndex(({ column }) => column >= columns.length);
    if (outside >= 0) {
      throw invalid([
        {
          code: "no_such_column",
          field: `mapping.${outside}.column`,
          message: `The file has ${columns.length} columns.`,
          hint: "Columns count from 0.",
        },
      ]);
    }
    await saveSettings(sql, context.workspaceId, id, {
      mapping: patch.mapping ?? (format ? guessedMapping(format.columns) : mappingOf(row)),
      options: { ...NO_OPTIONS, ...row.options, ...given(patch.options) } as ImportOptions,
      listId: patch.list_id === undefined ? row.list_id : patch.list_id,
    });
  });
  return getImport(context, id);
}

/** The file read otherwise than it was taken for; what is not chosen stays. */
async function readAs(row: ImportRow, choice: FormatChoice): Promise<FileFormat> {
  const head = await readChunk(row.id, 0);
  if (!head) throw conflict("import_file_gone", "The file is no longer kept.", "Upload it again.");
  const before = { encoding: row.encoding as FileEncoding, delimiter: delimiterName(row.delimiter) };
  const file = { bytes: Number(row.bytes), head, validUtf8: false };
  return inspectFile(file, { ...before, ...given(choice) });
}

function delimiterName(delimiter: string): FileDelimiter {
  return delimiter === "\t" ? "tab" : (delimiter as FileDelimiter);
}

/** Goes through the file without changing anybody: counts and the first refused rows show in the import. */
export async function checkImport(context: Context, id: string): Promise<ImportView> {
  return start(context, id, "checking");
}

/** Imports the people, in the background. */
export async function runImport(context: Context, id: string): Promise<ImportView> {
  return start(context, id, "running");
}

async function start(context: Context, id: string, status: "checking" | "running"): Promise<ImportView> {
  await inTransaction(async (sql) => {
    const row = await openOrThrow(sql, context, id);
    const mapping = mappingOf(row);
    refuseWithoutId(mapping);
    const jobId = newId();
    const { workspaceId, now } = context;
    await handToJob(sql, workspaceId, id, { status, jobId, mapping, now });
    await enqueue(sql, IMPORT_PEOPLE, [{ workspace_id: workspaceId, import_id: id, job_id: jobId }]);
    if (status === "running") {
      const after = { name: row.name, mapping, options: row.options, list_id: row.list_id };
      await recordAudit(context, { action: "import.started", subject: { type: "import", id }, after }, sql);
    }
    await notifyLive(sql, workspaceId, ["imports"]);
  });
  return getImport(context, id);
}

/** Stops a check or a run between two batches; people who were imported stay. */
export async function cancelImport(context: Context, id: string): Promise<ImportView> {
  await inTransaction(async (sql) => {
    const row = await lockedOrThrow(sql, context, id);
    if (row.status !== "checking" && row.status !== "running")
      throw conflict("import_not_running", `This import is ${row.status}.`, "There is nothing to cancel.");
    const to = row.status === "running" ? "cancelled" : "uploaded";
    await callOff(sql, context.workspaceId, id, to, context.now);
    if (to === "cancelled") {
      const after = { rows: row.rows_done };
      await recordAudit(context, { action: "import.cancelled", subject: { type: "import", id }, after }, sql);
    }
    await notifyLive(sql, context.workspaceId, ["imports"]);
  });
  return getImport(context, id);
}

/** The refused rows as a CSV file, streamed: line and reasons, then the cells as they were. */
export async function refusedRows(context: Context, id: string): Promise<ReadableStream<Uint8Array>> {
  const { columns } = await getImport(context, id);
  const encoder = new TextEncoder();
  let line = -1;
  return new ReadableStream({
    async pull(controller) {
      if (line < 0) {
        // Excel takes a file for UTF-8 only with the byte order mark.
        controller.enqueue(encoder.encode(`\uFEFF${errorFileHeading(columns)}`));
        line = 0;
        return;
      }
      const rows = await refusalsOf(id, line, REFUSALS_PER_READ);
      line = rows.at(-1)?.line ?? line;
      if (rows.length > 0) controller.enqueue(encoder.encode(rows.map(errorFileLine).join("")));
      if (rows.length < REFUSALS_PER_READ) controller.close();
    },
  });
}

/** Drops files that were never imported and old refused rows. */
export async function forgetImports(now: Date): Promise<void> {
  await forgetImportData({
    uploads: new Date(now.getTime() - KEEP_UPLOADS_MS),
    refusals: new Date(now.getTime() - KEEP_DATA_MS),
  });
}

async function lockedOrThrow(sql: SqlClient, context: Context, id: string): Promise<ImportRow> {
  const row = isId(id) ? await lockImport(sql, context.workspaceId, id) : null;
  if (!row) throw notFound("import");
  return row;
}

/** An import that waits for its author: not under way and not over. */
async function openOrThrow(sql: SqlClient, context: Context, id: string): Promise<ImportRow> {
  const row = await lockedOrThrow(sql, context, id);
  if (row.status === "uploaded" || row.status === "checked") return row;
  throw conflict(
    "import_not_open",
    `This import is ${row.status}.`,
    row.status === "checking" ? "Wait for the check, or cancel it." : "Upload the file again.",
  );
}

function refuseWithoutId(mapping: readonly ColumnMapping[]): void {
  if (mapping.some(({ target }) => target === "external_id")) return;
  throw invalid([
    {
      code: "no_external_id",
      field: "mapping",
      message: "No column is the external id.",
      hint: 'Map one column to "external_id": it says who a row is about.',
    },
  ]);
}

function mappingOf(row: ImportRow): ColumnMapping[] {
  return row.mapping ?? guessedMapping(row.columns);
}

/** What the call names. */
function given<Fields extends object>(fields: Fields | undefined): Partial<Fields> {
  return Object.fromEntries(
    Object.entries(fields ?? {}).filter(([, value]) => value !== undefined),
  ) as Partial<Fields>;
}

function toView(row: ImportRow, refusals: readonly RefusalRow[]): ImportView {
  const bytes = Number(row.bytes);
  return {
    import_id: row.id,
    name: row.name,
    status: row.status,
    bytes,
    encoding: row.encoding,
    delimiter: row.delimiter,
    assumed: row.assumed,
    columns: row.columns,
    mapping: mappingOf(row),
    options: { ...NO_OPTIONS, ...row.options },
    list_id: row.list_id,
    progress: bytes === 0 ? 0 : Math.min(1, Number(row.bytes_done) / bytes),
    counts: {
      rows: row.rows_done,
      new: row.new_count,
      changed: row.changed_count,
      unchanged: row.unchanged_count,
      refused: row.refused_count,
    },
    check: row.check,
    problems: refusals
      .flatMap(({ line, problems }) => problems.map((problem) => ({ line, ...problem })))
      .slice(0, PROBLEMS_SHOWN),
    reason: row.reason,
    created_by: row.created_by,
    created_at: row.created_at.toISOString(),
    started_at: row.started_at?.toISOString() ?? null,
    finished_at: row.finished_at?.toISOString() ?? null,
  };
}
