/** The lines of a bulk call. Pure. */

export interface Line {
  /** As in the text, from 1. */
  line: number;
  content: string;
}

/** Lines with something in them; null when there are more than `most`. */
export function splitLines(text: string, most: number): Line[] | null {
  const lines: Line[] = [];
  let line = 0;
  for (let start = 0; start <= text.length; ) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    line += 1;
    const content = text.slice(start, end).trim();
    if (content !== "") lines.push({ line, content });
    if (lines.length > most) return null;
    start = end + 1;
  }
  return lines;
}

/** The object in a line, or why there is none. */
export function objectIn(
  content: string,
): { ok: true; value: Record<string, unknown> } | { ok: false; code: string; message: string } {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return { ok: false, code: "invalid_json", message: "The line is not valid JSON." };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return { ok: false, code: "not_an_object", message: "The line is not an object." };
  return { ok: true, value: value as Record<string, unknown> };
}
