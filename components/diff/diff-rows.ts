/** Rows a comparison shows: which lines are folded away, and what of a changed line is new. Pure. */
import type { DiffLine } from "#lib/webhook/line-diff.ts";

export type DiffRow =
  | { key: string; hidden: number }
  | {
      key: string;
      line: DiffLine;
      /** The line it took the place of, or that took its place; null when there is none. */
      counterpart: string | null;
    };

/** Unchanged lines kept around a change. */
const CONTEXT = 3;
/** Folding fewer lines saves nothing. */
const FOLD_FROM = 4;

export function foldedLines(lines: readonly DiffLine[], open: boolean): DiffRow[] {
  const others = counterparts(lines);
  const near = (index: number): boolean =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ mark }) => mark !== "same");
  const rows: DiffRow[] = [];
  let index = 0;
  while (index < lines.length) {
    let end = index;
    while (end < lines.length && !near(end)) end += 1;
    if (!open && end - index >= FOLD_FROM) {
      rows.push({ key: `gap ${index}`, hidden: end - index });
      index = end;
      continue;
    }
    const line = lines[index];
    if (line) rows.push({ key: `line ${index}`, line, counterpart: others.get(index) ?? null });
    index += 1;
  }
  return rows;
}

export type PairedRow =
  | { key: string; hidden: number }
  | { key: string; before: ShownLine | null; after: ShownLine | null };

type ShownLine = Extract<DiffRow, { line: DiffLine }>;

/** The same rows in two columns: what is unchanged in both, what replaced something beside it. */
export function pairedLines(lines: readonly DiffLine[], open: boolean): PairedRow[] {
  const paired: PairedRow[] = [];
  let removed: ShownLine[] = [];
  const flush = (): void => {
    paired.push(...removed.map((before) => ({ key: before.key, before, after: null })));
    removed = [];
  };
  for (const row of foldedLines(lines, open)) {
    if ("line" in row && row.line.mark === "removed") removed.push(row);
    else if ("line" in row && row.line.mark === "added") {
      paired.push({ key: row.key, before: removed.shift() ?? null, after: row });
    } else {
      flush();
      paired.push("line" in row ? { key: row.key, before: row, after: row } : row);
    }
  }
  flush();
  return paired;
}

/** Pairs the n-th removed line of a block with the n-th line added right after it. */
function counterparts(lines: readonly DiffLine[]): Map<number, string> {
  const pairs = new Map<number, string>();
  let index = 0;
  while (index < lines.length) {
    const removed = runOf(lines, index, "removed");
    const added = runOf(lines, index + removed, "added");
    for (let at = 0; at < Math.min(removed, added); at += 1) {
      const [old, fresh] = [index + at, index + removed + at];
      pairs.set(old, lines[fresh]?.text ?? "");
      pairs.set(fresh, lines[old]?.text ?? "");
    }
    index += Math.max(1, removed + added);
  }
  return pairs;
}

function runOf(lines: readonly DiffLine[], from: number, mark: DiffLine["mark"]): number {
  let end = from;
  while (lines[end]?.mark === mark) end += 1;
  return end - from;
}

/** The stretch of `text` between what both lines begin and end with. Empty when almost nothing is common. */
export function changedSpan(text: string, other: string): { start: number; end: number } {
  const shorter = Math.min(text.length, other.length);
  let start = 0;
  while (start < shorter && text[start] === other[start]) start += 1;
  let tail = 0;
  while (tail < shorter - start && text.at(-1 - tail) === other.at(-1 - tail)) tail += 1;
  // Marking nearly all of a line says nothing that + and − do not say already.
  if (start + tail < text.length / 4) return { start: 0, end: 0 };
  return { start, end: text.length - tail };
}
