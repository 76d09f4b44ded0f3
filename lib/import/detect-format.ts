/** Decides encoding and delimiter of a CSV file from its bytes, and says what had to be assumed. */

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/** What was not certain: shown to the author, who may upload again with another choice. */
export type Assumption = "windows_1252" | "utf_16_without_bom" | "delimiter";

const DELIMITERS = [",", ";", "\t", "|"] as const;
const LOOKED_AT_LINES = 20;

/**
 * The encoding of a file by its first bytes: a byte order mark decides; without one a file full of zero bytes is
 * UTF-16; otherwise UTF-8 when all of the file is valid UTF-8, and Windows-1252 when not.
 */
export function detectEncoding(
  head: Uint8Array,
  validUtf8: boolean,
): { encoding: Encoding; assumed: Assumption[] } {
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: "utf-16le", assumed: [] };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: "utf-16be", assumed: [] };
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: "utf-8", assumed: [] };
  const zeros = [0, 1].map((odd) => head.filter((byte, index) => byte === 0 && index % 2 === odd).length);
  const many = head.length / 8;
  if (many > 0 && Math.max(...zeros) > many) {
    const encoding = (zeros[1] ?? 0) > (zeros[0] ?? 0) ? "utf-16le" : "utf-16be";
    return { encoding, assumed: ["utf_16_without_bom"] };
  }
  return validUtf8
    ? { encoding: "utf-8", assumed: [] }
    : { encoding: "windows-1252", assumed: ["windows_1252"] };
}

/** The delimiter that cuts the first lines into the same number of cells; a comma when nothing does. */
export function detectDelimiter(head: string): { delimiter: string; assumed: Assumption[] } {
  const lines = withoutQuoted(head)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .slice(0, LOOKED_AT_LINES);
  const [heading = ""] = lines;
  const scored = DELIMITERS.map((delimiter) => {
    const cells = heading.split(delimiter).length;
    const same = lines.filter((line) => line.split(delimiter).length === cells).length;
    return { delimiter, cells, score: cells < 2 ? 0 : cells * (same / Math.max(1, lines.length)) ** 2 };
  });
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a));
  return best.score === 0
    ? { delimiter: ",", assumed: ["delimiter"] }
    : { delimiter: best.delimiter, assumed: [] };
}

/** Quoted cells may hold delimiters and line breaks that say nothing about the file. */
function withoutQuoted(text: string): string {
  return text.replace(/"(?:[^"]|"")*"/g, "q");
}
