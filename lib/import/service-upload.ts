/** Taking in a CSV file: kept as it comes, then looked at for its encoding, delimiter and columns. */
import type { Context } from "#lib/platform/context.ts";
import { AppError } from "#lib/platform/errors.ts";
import { newId } from "#lib/platform/id.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import { IMPORT_LIMITS, type ImportView, type UploadQuery } from "./schema.ts";
import { getImport } from "./service.ts";
import { type FileHead, inspectFile } from "./service-format.ts";
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
    await finishUpload(workspaceId, id, { bytes: file.bytes, ...inspectFile(file, query) });
  } catch (error) {
    await deleteImport(workspaceId, id);
    throw error;
  }
  const subject = { type: "import", id };
  await recordAudit(context, { action: "import.uploaded", subject, after: { name: query.name } });
  return getImport(context, id);
}

async function store(id: string, body: AsyncIterable<Uint8Array>): Promise<FileHead> {
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

function tooLarge(): AppError {
  const message = `The file is larger than ${IMPORT_LIMITS.megabytes} MiB.`;
  return new AppError("payload_too_large", message, {
    errors: [{ code: "payload_too_large", message, hint: "Cut it into several files." }],
  });
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
