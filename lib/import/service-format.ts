/** Looks at the beginning of a file for its encoding, delimiter and columns. */
import { type AppError, invalid } from "#lib/platform/errors.ts";
import { storable } from "#lib/platform/text.ts";
import { type Assumption, detectDelimiter, detectEncoding } from "./detect-format.ts";
import { guessColumns } from "./guess-columns.ts";
import { type FileDelimiter, type FileEncoding, IMPORT_LIMITS, type ImportColumn } from "./schema.ts";
import { firstRecords } from "./service-file.ts";

export interface FileHead {
  /** Of the whole file. */
  bytes: number;
  head: Uint8Array;
  /** Whether all of it is UTF-8. */
  validUtf8: boolean;
}

export interface FormatChoice {
  encoding?: FileEncoding | undefined;
  delimiter?: FileDelimiter | undefined;
}

export interface FileFormat {
  encoding: string;
  delimiter: string;
  assumed: Assumption[];
  columns: ImportColumn[];
}

/** What a file is, by its beginning; what the author chose is not guessed. Refuses what cannot be read as CSV. */
export function inspectFile(file: FileHead, choice: FormatChoice): FileFormat {
  if (file.bytes === 0)
    throw refused("empty_file", "The file is empty.", "Choose a CSV file with a heading row.");
  refuseOtherKinds(file.head);
  const found = choice.encoding
    ? { encoding: choice.encoding, assumed: [] }
    : detectEncoding(file.head, file.validUtf8);
  const text = new TextDecoder(found.encoding).decode(file.head);
  const cut = choice.delimiter
    ? { delimiter: choice.delimiter === "tab" ? "\t" : choice.delimiter, assumed: [] }
    : detectDelimiter(text);
  const [heading, ...rows] = firstRecords(text, cut.delimiter, file.bytes === file.head.byteLength);
  const headings = (heading?.cells ?? []).map((cell) => storable(cell.trim()));
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
