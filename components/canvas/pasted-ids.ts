/** Ids out of what somebody pasted, or out of a CSV file. Pure. */

const HEADERS = new Set(["external_id", "external_user_id", "user_id"]);
const BETWEEN_CELLS = /[,;\t]/;

/** One id per line, ids in one line, or a CSV: of several columns the one that is called so, otherwise the first. */
export function pastedIds(text: string): string[] {
  const lines = text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "");
  const [first] = lines;
  if (first === undefined) return [];
  const header = cellsOf(first).findIndex((cell) => HEADERS.has(cell.toLowerCase()));
  const rows = header < 0 ? lines : lines.slice(1);
  const ids =
    header < 0 && lines.length === 1
      ? first.split(/[,;\s]+/).map(unquoted)
      : rows.map((line) => cellsOf(line)[Math.max(0, header)] ?? "");
  return [...new Set(ids.filter((id) => id !== ""))];
}

function cellsOf(line: string): string[] {
  return line.split(BETWEEN_CELLS).map(unquoted);
}

function unquoted(cell: string): string {
  return cell.trim().replace(/^"(.*)"$/, "$1");
}
