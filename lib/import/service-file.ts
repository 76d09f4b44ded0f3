/** Reading the file of an import as records, batch by batch, with no more of it in memory than that. */
import { parse } from "csv-parse/sync";
import { IMPORT_LIMITS } from "./schema.ts";
import { type CsvRecord, RecordSplitter } from "./split-records.ts";
import { readChunk } from "./store.ts";

/** A record with its cells; `cells` is null when it could not be cut. */
export interface FileRecord {
  line: number;
  text: string;
  cells: string[] | null;
  problem: CsvRecord["problem"];
}

export interface FileBatch {
  records: FileRecord[];
  /** Bytes of the file read so far. */
  bytesDone: number;
}

const BATCH_ROWS = 500;

/** The records after the heading, after passing over the first `skip` of them. */
export async function* recordsOf(
  file: { id: string; encoding: string; delimiter: string },
  skip: number,
): AsyncGenerator<FileBatch> {
  const decoder = new TextDecoder(file.encoding);
  const splitter = new RecordSplitter(file.delimiter, IMPORT_LIMITS);
  let passOver = skip + 1;
  let waiting: CsvRecord[] = [];
  let bytesDone = 0;
  for (let number = 0, ended = false; !ended; number += 1) {
    const chunk = await readChunk(file.id, number);
    ended = chunk === null;
    bytesDone += chunk?.length ?? 0;
    const text = chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    const records = splitter.push(text);
    if (ended) records.push(...splitter.end());
    waiting.push(...records.slice(passOver));
    passOver = Math.max(0, passOver - records.length);
    while (waiting.length >= BATCH_ROWS || (ended && waiting.length > 0)) {
      yield { records: withCells(waiting.slice(0, BATCH_ROWS), file.delimiter), bytesDone };
      waiting = waiting.slice(BATCH_ROWS);
    }
  }
}

/** The heading and the first rows of the beginning of a file, which may end in the middle of a row. */
export function firstRecords(head: string, delimiter: string, whole: boolean): FileRecord[] {
  const splitter = new RecordSplitter(delimiter, IMPORT_LIMITS);
  const records = splitter.push(head);
  if (whole || records.length === 0) records.push(...splitter.end());
  return withCells(records.slice(0, 51), delimiter);
}

/** Cuts many records at once; one by one only when the parser sees them otherwise than the splitter did. */
function withCells(records: readonly CsvRecord[], delimiter: string): FileRecord[] {
  const good = records.filter((record) => record.problem === null);
  const rows = parseRows(good.map((record) => record.text).join("\n"), delimiter);
  const together = rows?.length === good.length ? rows : null;
  const cells = new Map(
    good.map((record, index) => [record, together?.[index] ?? parseOne(record.text, delimiter)]),
  );
  return records.map((record) => ({ ...record, cells: cells.get(record) ?? null }));
}

function parseOne(text: string, delimiter: string): string[] | null {
  const rows = parseRows(text, delimiter);
  return rows?.length === 1 ? (rows[0] ?? null) : null;
}

function parseRows(text: string, delimiter: string): string[][] | null {
  try {
    return parse(text, {
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      record_delimiter: "\n",
    });
  } catch {
    return null;
  }
}
