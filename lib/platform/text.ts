/** Text that PostgreSQL can keep: it has no place for the NUL character, and its JSON none for half of a surrogate pair. */

/** What to say of text that is not storable. */
export const NOT_STORABLE = "It contains a NUL character or half of a surrogate pair (a broken emoji).";

export function isStorable(text: string): boolean {
  return !text.includes("\u0000") && text.isWellFormed();
}

/** The text with � in the place of what cannot be stored. */
export function storable(text: string): string {
  return text.replaceAll("\u0000", "\uFFFD").toWellFormed();
}

/** A value as JSON, its texts storable. Its names are ours. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) => (typeof part === "string" ? storable(part) : part));
}

// JSON.stringify escapes both kinds, and an even number of backslashes before it is text of its own.
const ESCAPED = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

/** Whether all names and texts of a value are storable, told by what JSON.stringify made of it. */
export function isStorableJson(json: string): boolean {
  return !json.includes("\\u") || !ESCAPED.test(json);
}

const FORMULA = /^[=+\-@\t\r](?![\d\s().,]*$)/;
const DISARMED = /^'(?=[=+\-@\t\r])/;

/** A cell that a spreadsheet would take for a formula gets an apostrophe in front; numbers and telephone numbers stay. */
export function disarmed(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

/** What `disarmed` was given: the file of refused rows is mended and imported again. */
export function rearmed(cell: string): string {
  return cell.replace(DISARMED, "");
}

/** The first `most` characters, storable; a surrogate pair at the end stays whole or goes. */
export function cut(text: string, most: number): string {
  const pairSplit = text.length > most && /[\ud800-\udbff]/.test(text[most - 1] ?? "");
  return storable(text.slice(0, pairSplit ? most - 1 : most));
}

/** As `cut`, with "…" where something was left out. */
export function shorten(text: string, most: number): string {
  return text.length > most ? `${cut(text, most)}…` : storable(text);
}
