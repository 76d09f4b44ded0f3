/** Taking in a CSV file: kept as it comes, then looked at for its encoding, delimiter and columns. */
import type { Context } from "#lib/platform/context.ts";
import { AppError, invalid } from "#lib/platform/errors.ts";
import { newId } from "#lib/platform/id.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import { type Assumption, detectDelimiter, detectEncoding } from "./detect-format.ts";
import { guessColumns } from "./guess-columns.ts";
import { IMPORT_LIMITS, type ImportView, type UploadQuery } from "./schema.ts";
import { getImport } from "./service.ts";
import { firstRecords } from "./service-file.ts";
import { deleteImport, finishUpload, insertChunk, insertImport } from "./store.ts";

const CHUNK_BYTES = 256 * 1024;
const MAX_BYTES = IMPORT_LIMITS.megabytes * 1024 * 1024;

/** Stores the file while it arrives. When it cannot be used, nothing is left of it and the error says why. */
export async function uploadImport(
  context: Context,
  body: AsyncIterable<Uint8Array> | null,
  query: UploadQuery,
): Promise<ImportView> {
  const { workspaceId, now, actor } = context;
  const id = newId();
  const createdBy = actor.kind === "system" ? actor.job : actor.name;
  await insertImport(workspaceId, { id, name: query.name, createdBy, now });
  try {
    const file = await store(id, body ?? nothing());
    await finishUpload(workspaceId, id, { bytes: file.bytes, ...inspect(file, query) });
  } catch (error) {
    await deleteImport(workspaceId, id);
    throw error;
  }
  const subject = { type: "import", id };
  await recordAudit(context, { action: "import.uploaded", subject, after: { name: query.name } });
  return getImport(context, id);
}

interface StoredFile {
  bytes: number;
  head: Uint8Array;
  validUtf8: boolean;
}

async function store(id: string, body: AsyncIterable<Uint8Array>): Promise<StoredFile> {
  const utf8 = strictUtf8();
  let number = 0;
  let bytes = 0;
  let head: Uint8Array = new Uint8Array();
  let parts: Uint8Array[] = [];
  let waiting = 0;
  const flush = async (): Promise<void> => {
    if (waiting === 0) return;
    const chunk = Buffer.concat(parts);
    if (number === 0) head = chunk;
    await insertChunk(id, number, chunk);
    number += 1;
    parts = [];
    waiting = 0;
  };
  for await (const part of body) {
    bytes += part.byteLength;
    if (bytes > MAX_BYTES) throw tooLarge();
    utf8.take(part);
    parts.push(part);
    waiting += part.byteLength;
    if (waiting >= CHUNK_BYTES) await flush();
  }
  await flush();
  return { bytes, head, validUtf8: utf8.end() };
}

function strictUtf8() {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let valid = true;
  const attempt = (decode: () => void): void => {
    if (!valid) return;
    try {
      decode();
    } catch {
      valid = false;
    }
  };
  return {
    take: (part: Uint8Array) => attempt(() => decoder.decode(part, { stream: true })),
    end: () => {
      attempt(() => decoder.decode());
      return valid;
    },
  };
}

function inspect(file: StoredFile, query: UploadQuery) {
  if (file.bytes === 0)
    throw refused("empty_file", "The file is empty.", "Choose a CSV file with a heading row.");
  refuseOtherKinds(file.head);
  const found = query.encoding
    ? { encoding: query.encoding, assumed: [] }
    : detectEncoding(file.head, file.validUtf8);
  const text = new TextDecoder(found.encoding).decode(file.head);
  const cut = query.delimiter
    ? { delimiter: query.delimiter === "tab" ? "\t" : query.delimiter, assumed: [] }
    : detectDelimiter(text);
  const [heading, ...rows] = firstRecords(text, cut.delimiter, file.bytes === file.head.byteLength);
  const headings = (heading?.cells ?? []).map((cell) => cell.trim());
  if (headings.length === 0)
    throw refused(
      "no_heading",
      "The first line cannot be read as a heading.",
      "Begin the file with the names of the columns.",
    );
  if (headings.length > IMPORT_LIMITS.columns) {
    const message = `The file has ${headings.length} columns; at most ${IMPORT_LIMITS.columns} are taken.`;
    throw refused("too_many_columns", message, "Leave out columns that are not needed.");
  }
  if (rows.length === 0)
    throw refused("no_rows", "There is nothing under the heading.", "Add a row for each person.");
  const assumed: Assumption[] = [...found.assumed, ...cut.assumed];
  const columns = guessColumns(
    headings,
    rows.flatMap((row) => (row.cells ? [row.cells] : [])),
  );
  return { encoding: found.encoding, delimiter: cut.delimiter, assumed, columns };
}

/** Workbooks and other archives begin with "PK"; old workbooks with the mark of an OLE file. */
function refuseOtherKinds(head: Uint8Array): void {
  const starts = (...bytes: number[]) => bytes.every((byte, index) => head[index] === byte);
  if (starts(0x50, 0x4b, 0x03, 0x04) || starts(0xd0, 0xcf, 0x11, 0xe0)) {
    throw refused(
      "not_csv",
      "This is a workbook, not a CSV file.",
      "Save it as “CSV UTF-8” and upload that.",
    );
  }
}

function refused(code: string, message: string, hint: string): AppError {
  return invalid([{ code, field: "file", message, hint }]);
}

function tooLarge(): AppError {
  const message = `The file is larger than ${IMPORT_LIMITS.megabytes} MiB.`;
  return new AppError("payload_too_large", message, {
    errors: [{ code: "payload_too_large", message, hint: "Cut it into several files." }],
  });
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
