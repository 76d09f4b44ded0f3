/** Compares two texts line by line, the shortest way from one to the other. */

export type DiffLine = {
  mark: "same" | "added" | "removed";
  text: string;
  /** Line numbers, from 1; null on the side that does not have the line. */
  before: number | null;
  after: number | null;
};

/** Beyond so many comparisons the changed middle counts as replaced as a whole: correct, only less fine. */
const MAX_CELLS = 4_000_000;

export function diffLines(before: string, after: string): DiffLine[] {
  const [a, b] = [linesOf(before), linesOf(after)];
  return alignment(a, b).map(([i, j]) => ({
    mark: i === null ? "added" : j === null ? "removed" : "same",
    text: (i === null ? b[j ?? 0] : a[i]) ?? "",
    before: i === null ? null : i + 1,
    after: j === null ? null : j + 1,
  }));
}

/** Pairs of positions that hold the same item; null where one side has none. Removals come before additions. */
export function alignment(
  a: readonly string[],
  b: readonly string[],
): (readonly [number | null, number | null])[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  ) {
    tail += 1;
  }
  const middle = middlePairs(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  return [
    ...Array.from({ length: head }, (_, at) => [at, at] as const),
    ...middle.map(([i, j]) => [i === null ? null : i + head, j === null ? null : j + head] as const),
    ...Array.from({ length: tail }, (_, at) => [a.length - tail + at, b.length - tail + at] as const),
  ];
}

function middlePairs(
  a: readonly string[],
  b: readonly string[],
): (readonly [number | null, number | null])[] {
  const table = a.length * b.length > MAX_CELLS ? null : commonLengths(a, b);
  const pairs: (readonly [number | null, number | null])[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (table && i < a.length && j < b.length && a[i] === b[j]) pairs.push([i++, j++]);
    else if (i < a.length && (j >= b.length || !table || at(table, i + 1, j) >= at(table, i, j + 1)))
      pairs.push([i++, null]);
    else pairs.push([null, j++]);
  }
  return pairs;
}

/** Length of the longest common subsequence of every pair of suffixes. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint32Array[] {
  const table = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    const row = table[i];
    for (let j = b.length - 1; row && j >= 0; j -= 1) {
      row[j] =
        a[i] === b[j] ? at(table, i + 1, j + 1) + 1 : Math.max(at(table, i + 1, j), at(table, i, j + 1));
    }
  }
  return table;
}

function at(table: readonly Uint32Array[], i: number, j: number): number {
  return table[i]?.[j] ?? 0;
}

function linesOf(text: string): string[] {
  return text === "" ? [] : text.split(/\r?\n/);
}
