/** CSV imports of people as the API takes and shows them. */
import { z } from "zod";
import { isStorable, NOT_STORABLE } from "#lib/platform/text.ts";

/** What one file may be; everything beyond is refused with a message that names the limit. */
export const IMPORT_LIMITS = {
  megabytes: 200,
  rows: 1_000_000,
  columns: 200,
  /** Characters of one row, line breaks inside quotes included. */
  rowCharacters: 65_536,
  /** Lines one row may go over. */
  rowLines: 50,
  /** Refused rows that are kept for the error file. */
  refusals: 100_000,
} as const;

/** How the text of a cell becomes a value. */
export const CELL_TYPES = [
  "text",
  "number",
  "decimal_comma",
  "boolean",
  "date",
  "date_dmy",
  "date_mdy",
  "list",
  "json",
] as const;
export type CellType = (typeof CELL_TYPES)[number];

const MAX_NAME = 255;
const text = (max: number) => z.string().max(max).refine(isStorable, NOT_STORABLE);

/** What becomes of one column. Columns that are not named are left out. */
const columnMapping = z.strictObject({
  /** Place in the file, from 0. */
  column: z
    .int()
    .min(0)
    .max(IMPORT_LIMITS.columns - 1),
  /** `external_id`, or the name of a standard or custom attribute. */
  target: text(MAX_NAME).min(1, "Name the attribute."),
  type: z.enum(CELL_TYPES).default("text"),
});
export type ColumnMapping = z.output<typeof columnMapping>;

const mapping = z
  .array(columnMapping)
  .max(IMPORT_LIMITS.columns)
  .superRefine((columns, ctx) => {
    const repeated = (name: (column: ColumnMapping) => string | number) =>
      columns.findIndex(
        (column, index) => columns.findIndex((other) => name(other) === name(column)) < index,
      );
    const target = repeated((column) => column.target);
    if (target >= 0) {
      ctx.addIssue({
        code: "custom",
        path: [target, "target"],
        message: `Two columns go to "${columns[target]?.target}".`,
        params: { code: "target_repeated", hint: "Leave one of them out." },
      });
    }
    const column = repeated((entry) => entry.column);
    if (column >= 0) {
      ctx.addIssue({
        code: "custom",
        path: [column, "column"],
        message: `Column ${columns[column]?.column} is named twice.`,
        params: { code: "column_repeated", hint: "Give each column one target." },
      });
    }
  });

const optionFields = {
  /** Whether an empty cell leaves the attribute as it is or removes it. */
  empty_cells: z.enum(["keep", "remove"]),
  /** Whether people who are not known yet are left out instead of created. */
  update_existing_only: z.boolean(),
  /** Whether campaigns and journeys that wait for a changed attribute or a segment entry react. */
  react: z.boolean(),
};
const options = z.strictObject(optionFields);
export type ImportOptions = z.output<typeof options>;
export const NO_OPTIONS: ImportOptions = { empty_cells: "keep", update_existing_only: false, react: false };

export const ENCODINGS = ["utf-8", "utf-16le", "utf-16be", "windows-1252"] as const;
const fileEncoding = z.enum(ENCODINGS);
export type FileEncoding = z.output<typeof fileEncoding>;
const fileDelimiter = z.enum([",", ";", "tab", "|"]);
export type FileDelimiter = z.output<typeof fileDelimiter>;

export const patchImportSchema = z.strictObject({
  /** Read the file otherwise than it was taken for: its columns and their mapping are found anew. */
  encoding: fileEncoding.optional(),
  delimiter: fileDelimiter.optional(),
  mapping: mapping.optional(),
  options: options.partial().optional(),
  /** List that everybody in the file is put on; null for none. */
  list_id: z.uuid().nullable().optional(),
});
export type PatchImport = z.output<typeof patchImportSchema>;

export const uploadQuerySchema = z.object({
  /** Name of the file, for the history. */
  name: text(MAX_NAME).min(1).default("people.csv"),
  encoding: fileEncoding.optional(),
  delimiter: fileDelimiter.optional(),
});
export type UploadQuery = z.output<typeof uploadQuerySchema>;

export const importPageQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().optional(),
});

export const IMPORT_STATUSES = [
  "uploading",
  "uploaded",
  "checking",
  "checked",
  "running",
  "finished",
  "cancelled",
  "failed",
] as const;
export type ImportStatus = (typeof IMPORT_STATUSES)[number];

export const rowProblemSchema = z.object({
  code: z.string(),
  /** Heading of the column, when one cell is the trouble. */
  column: z.string().nullable(),
  message: z.string(),
  hint: z.string(),
});
export type RowProblem = z.output<typeof rowProblemSchema>;

const counts = {
  rows: z.int(),
  new: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  refused: z.int(),
};

export const importCheckSchema = z.object({ ...counts, repeated: z.int() });
export type ImportCheck = z.output<typeof importCheckSchema>;

export const importColumnSchema = z.object({
  column: z.int(),
  heading: z.string(),
  samples: z.array(z.string()),
  /** What it seems to be; null when nothing can be said. */
  guess: z.object({ target: z.string(), type: z.enum(CELL_TYPES) }).nullable(),
});
export type ImportColumn = z.output<typeof importColumnSchema>;

export const importViewSchema = z.object({
  import_id: z.string(),
  name: z.string(),
  status: z.enum(IMPORT_STATUSES),
  bytes: z.number(),
  encoding: z.string(),
  delimiter: z.string(),
  assumed: z.array(z.string()),
  columns: z.array(importColumnSchema),
  mapping: z.array(columnMapping),
  options,
  list_id: z.string().nullable(),
  /** From 0 to 1, of the work that is under way. */
  progress: z.number(),
  counts: z.object(counts),
  /** What the last whole check found; null before. */
  check: importCheckSchema.nullable(),
  /** First refused rows of the last check or run. */
  problems: z.array(rowProblemSchema.extend({ line: z.int() })),
  /** Why it failed. */
  reason: z.string().nullable(),
  created_by: z.string().nullable(),
  created_at: z.string(),
  started_at: z.string().nullable(),
  finished_at: z.string().nullable(),
});
export type ImportView = z.output<typeof importViewSchema>;

/** Words of an import that quote what stands in the file. */
export const IMPORT_TEXTS = { texts: ["samples", "message"] } as const;

export const importPageSchema = z.object({
  imports: z.array(importViewSchema.omit({ columns: true, mapping: true, problems: true })),
  next_cursor: z.string().nullable(),
});
export type ImportPage = z.output<typeof importPageSchema>;
