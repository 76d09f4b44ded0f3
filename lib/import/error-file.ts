/** The file of refused rows: where and why, then the cells, so that it can be mended and imported again. */
import { disarmed } from "#lib/platform/text.ts";
import { ERROR_FILE_COLUMNS } from "./guess-columns.ts";
import type { RowProblem } from "./schema.ts";

export function errorFileHeading(columns: readonly { heading: string }[]): string {
  return csvLine([...ERROR_FILE_COLUMNS, ...columns.map(({ heading }) => heading)]);
}

export function errorFileLine(refusal: {
  line: number;
  cells: readonly string[];
  problems: readonly RowProblem[];
}): string {
  return csvLine([String(refusal.line), refusal.problems.map(sentence).join(" "), ...refusal.cells]);
}

function sentence({ column, message, hint }: RowProblem): string {
  return `${column === null ? "" : `${column}: `}${message} ${hint}`;
}

function csvLine(cells: readonly string[]): string {
  return `${cells
    .map(disarmed)
    .map((cell) => (/[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(",")}\r\n`;
}
