/** Lines of a bulk call: one object each, sorted into calls that /users/track takes. */

const MAX_LINES = 10_000;
const PER_CALL = 75;

export type BulkArray = "attributes" | "events" | "purchases";

export interface BulkLine {
  /** As in the text, from 1. */
  line: number;
  array: BulkArray;
  object: Record<string, unknown>;
}

export interface LineProblem {
  line: number;
  code: string;
  field?: string | undefined;
  message: string;
  hint?: string | undefined;
}

export interface BulkLines {
  lines: BulkLine[];
  problems: LineProblem[];
  tooMany: boolean;
}

const ARRAYS: Readonly<Record<string, BulkArray>> = {
  attributes: "attributes",
  event: "events",
  purchase: "purchases",
};

/** Reads newline-delimited JSON. Empty lines are passed over; a line that cannot be read spoils only itself. */
export function readLines(text: string): BulkLines {
  const lines: BulkLine[] = [];
  const problems: LineProblem[] = [];
  const all = text.split("\n");
  if (all.length > MAX_LINES + 1) return { lines, problems, tooMany: true };
  for (const [index, raw] of all.entries()) {
    if (raw.trim() === "") continue;
    const parsed = readLine(raw, index + 1);
    if ("code" in parsed) problems.push(parsed);
    else lines.push(parsed);
  }
  return { lines, problems, tooMany: false };
}

/** Groups of what one call takes, in the order of the lines. */
export function callsOf(lines: readonly BulkLine[]): BulkLine[][] {
  return Array.from({ length: Math.ceil(lines.length / PER_CALL) }, (_, index) =>
    lines.slice(index * PER_CALL, (index + 1) * PER_CALL),
  );
}

function readLine(raw: string, line: number): BulkLine | LineProblem {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    return {
      line,
      code: "invalid_json",
      message: "The line is not valid JSON.",
      hint: "Write one object per line.",
    };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return { line, code: "not_an_object", message: "The line is not an object." };
  const { type = "event", ...object } = value as Record<string, unknown>;
  const array = typeof type === "string" ? ARRAYS[type] : undefined;
  if (!array) {
    const hint = "Use event, attributes or purchase.";
    return { line, code: "unknown_type", field: "type", message: "This type of line is not known.", hint };
  }
  return { line, array, object };
}
