/** Decides what one row of a file says about which person, or why it says nothing. Stores nothing. */
import { cut, isStorable, NOT_STORABLE, rearmed } from "#lib/platform/text.ts";
import { applyAttributes, type ProfileAttributes } from "#lib/profile/apply-attributes.ts";
import { cellValue } from "./cell-value.ts";
import type { ColumnMapping, RowProblem } from "./schema.ts";

export interface RowRules {
  mapping: readonly ColumnMapping[];
  /** Headings of all columns, in order. */
  headings: readonly string[];
  emptyCells: "keep" | "remove";
}

export type RowReading =
  | { ok: true; externalId: string; attributes: Record<string, unknown> }
  | { ok: false; problems: RowProblem[] };

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const MAX_ID = 1024;
const NOBODY: ProfileAttributes = { attributes: {}, customAttributes: {} };

/** Every cell that cannot be used is named; a row with one such cell is not taken at all. */
export function readRow(cells: readonly string[], rules: RowRules): RowReading {
  const { headings } = rules;
  if (cells.length !== headings.length) return { ok: false, problems: [wrongLength(cells, headings)] };
  const problems: RowProblem[] = [];
  const attributes: Record<string, unknown> = {};
  let externalId = "";
  for (const entry of rules.mapping) {
    const text = rearmed((cells[entry.column] ?? "").trim());
    const reading = entry.target === "external_id" ? readId(text) : readCell(entry, text, rules.emptyCells);
    if (!reading.ok) problems.push({ ...reading.problem, column: headings[entry.column] ?? "" });
    else if (entry.target === "external_id") externalId = text;
    else if (reading.value !== undefined) attributes[entry.target] = reading.value;
  }
  const limits = applyAttributes(NOBODY, attributes);
  if (!limits.ok) problems.push(attributeProblem(limits, rules));
  return problems.length > 0 ? { ok: false, problems } : { ok: true, externalId, attributes };
}

type CellReading = { ok: true; value: unknown } | { ok: false; problem: Omit<RowProblem, "column"> };

/** `undefined` when the cell says nothing. */
function readCell(
  { target, type }: ColumnMapping,
  text: string,
  emptyCells: RowRules["emptyCells"],
): CellReading {
  if (text === "") return { ok: true, value: emptyCells === "remove" ? null : undefined };
  const value = cellValue(type, text);
  if (!value.ok) return refusedCell("wrong_type", value.message, value.hint);
  if (target === "email" && !EMAIL.test(text)) {
    const message = `"${cut(text, 80)}" is not an e-mail address.`;
    return refusedCell("invalid_email", message, "Write it like zoe@example.com.");
  }
  return value;
}

function readId(text: string): CellReading {
  if (text === "")
    return refusedCell("missing_id", "The external id is empty.", "Fill it in, or remove the row.");
  if (text.length > MAX_ID) {
    return refusedCell("id_too_long", `The external id is longer than ${MAX_ID} characters.`, "Shorten it.");
  }
  return !isStorable(text)
    ? refusedCell("id_with_nul", NOT_STORABLE, "Remove it.")
    : { ok: true, value: text };
}

function refusedCell(code: string, message: string, hint: string): CellReading {
  return { ok: false, problem: { code, message, hint } };
}

/** A refusal by the attribute rules, at the column it came from. */
export function attributeProblem(
  refusal: { attribute: string; message: string; hint: string },
  { mapping, headings }: RowRules,
): RowProblem {
  const column = mapping.find(({ target }) => target === refusal.attribute)?.column;
  return {
    code: "invalid_attribute",
    column: column === undefined ? null : (headings[column] ?? null),
    message: refusal.message,
    hint: refusal.hint,
  };
}

function wrongLength(cells: readonly string[], headings: readonly string[]): RowProblem {
  return {
    code: "wrong_length",
    column: null,
    message: `The row has ${cells.length} ${cells.length === 1 ? "cell" : "cells"}, the heading has ${headings.length}.`,
    hint:
      cells.length > headings.length
        ? "Put quotes around cells that contain the delimiter."
        : "Add the missing cells, also empty ones.",
  };
}

/** What is said of a record whose bytes were not text of the file's encoding. */
export const DAMAGED_TEXT: RowProblem = {
  code: "damaged_text",
  column: null,
  message: "The row contains � in place of a character: its bytes do not fit the encoding of the file.",
  hint: "Save the file as UTF-8 and upload it again, or choose another encoding.",
};

/** What is said of a record that could not be cut into cells. */
export function brokenRecord(problem: "quote_not_closed" | "too_long"): RowProblem {
  return problem === "quote_not_closed"
    ? {
        code: "quote_not_closed",
        column: null,
        message: "A quote that opens a cell in this row is never closed.",
        hint: 'Close it, or write a quote inside a quoted cell twice: "".',
      }
    : {
        code: "row_too_long",
        column: null,
        message: "The row is longer than 65,536 characters.",
        hint: "Shorten it.",
      };
}
