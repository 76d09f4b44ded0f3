/** Turns the text of one cell into a value of the type chosen for its column. */
import { shorten } from "#lib/platform/text.ts";
import type { CellType } from "./schema.ts";

export type CellValue = { ok: true; value: unknown } | { ok: false; message: string; hint: string };

const YES = new Set(["true", "yes", "y", "1", "oui", "vrai", "on"]);
const NO = new Set(["false", "no", "n", "0", "non", "faux", "off"]);
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?\s?(Z|[+-]\d{2}:?\d{2})?)?$/;
const SLASHED = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/;

/** `text` is not empty. Dates stay text, as `2026-01-31` or as they were written with a time. */
export function cellValue(type: CellType, text: string): CellValue {
  switch (type) {
    case "text":
      return { ok: true, value: text };
    case "number":
      return numberValue(text.replaceAll(/[\s\u00a0']/g, ""), text);
    case "decimal_comma":
      return numberValue(text.replaceAll(/[\s\u00a0.']/g, "").replace(",", "."), text);
    case "boolean":
      return booleanValue(text);
    case "date":
      return ISO_DATE.test(text) && !Number.isNaN(Date.parse(text.replace(" ", "T").replace(/\s/g, "")))
        ? { ok: true, value: text }
        : refused("a date", text, 'Write it like "2026-01-31", or choose the order of day and month.');
    case "date_dmy":
      return dateValue(text, 1, 2, '"31/01/2026"');
    case "date_mdy":
      return dateValue(text, 2, 1, '"01/31/2026"');
    case "list":
      return {
        ok: true,
        value: text
          .split(/[;|]/)
          .map((item) => item.trim())
          .filter((item) => item !== ""),
      };
    case "json":
      return jsonValue(text);
  }
}

function numberValue(plain: string, text: string): CellValue {
  const value = Number(plain);
  return NUMBER.test(plain) && Number.isFinite(value)
    ? { ok: true, value }
    : refused("a number", text, "Write digits only, or import the column as text.");
}

function booleanValue(text: string): CellValue {
  const word = text.toLowerCase();
  if (YES.has(word)) return { ok: true, value: true };
  if (NO.has(word)) return { ok: true, value: false };
  return refused("yes or no", text, "Write yes or no, true or false, 1 or 0.");
}

function dateValue(text: string, dayAt: 1 | 2, monthAt: 1 | 2, example: string): CellValue {
  const parts = SLASHED.exec(text);
  const day = (parts?.[dayAt] ?? "").padStart(2, "0");
  const month = (parts?.[monthAt] ?? "").padStart(2, "0");
  const iso = `${parts?.[3] ?? ""}-${month}-${day}`;
  const at = new Date(`${iso}T00:00:00Z`);
  const exists = parts !== null && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso);
  return exists ? { ok: true, value: iso } : refused("a date", text, `Write it like ${example}.`);
}

function jsonValue(text: string): CellValue {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return refused("JSON", text, "Check quotes, commas and brackets, or import the column as text.");
  }
}

const SHOWN = 40;

function refused(what: string, text: string, hint: string): CellValue {
  return { ok: false, message: `"${shorten(text, SHOWN)}" is not ${what}.`, hint };
}
