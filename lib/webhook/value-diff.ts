/** Compares two JSON values by structure: what was added, removed or changed, and where. */
import { alignment } from "./line-diff.ts";

export type ValueChange = {
  /** Dotted path with positions in lists: `items.0.price`; empty for the whole value. */
  path: string;
  kind: "added" | "removed" | "changed";
  before: unknown;
  after: unknown;
};

/** Changes at the deepest level where both sides still have the same shape. The order of object keys means nothing. */
export function diffValues(before: unknown, after: unknown, path = ""): ValueChange[] {
  if (canonicalJson(before) === canonicalJson(after)) return [];
  if (Array.isArray(before) && Array.isArray(after)) return diffLists(before, after, path);
  if (!isRecord(before) || !isRecord(after)) return [{ path, kind: "changed", before, after }];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => {
    const inner = below(path, key);
    if (before[key] === undefined && after[key] === undefined) return [];
    if (before[key] === undefined) return [added(inner, after[key])];
    if (after[key] === undefined) return [removed(inner, before[key])];
    return diffValues(before[key], after[key], inner);
  });
}

/** An item put in front of others is one addition, not a change of every item after it. */
function diffLists(before: readonly unknown[], after: readonly unknown[], path: string): ValueChange[] {
  const pairs = alignment(before.map(canonicalJson), after.map(canonicalJson));
  const changes: ValueChange[] = [];
  let gone: number[] = [];
  const flush = (): void => {
    changes.push(...gone.map((at) => removed(below(path, at), before[at])));
    gone = [];
  };
  for (const [i, j] of pairs) {
    if (i !== null && j !== null) flush();
    else if (i !== null) gone.push(i);
    else if (j !== null) {
      const replaced = gone.shift();
      if (replaced === undefined) changes.push(added(below(path, j), after[j]));
      else changes.push(...diffValues(before[replaced], after[j], below(path, j)));
    }
  }
  flush();
  return changes;
}

function added(path: string, after: unknown): ValueChange {
  return { path, kind: "added", before: undefined, after };
}

function removed(path: string, before: unknown): ValueChange {
  return { path, kind: "removed", before, after: undefined };
}

function below(path: string, key: string | number): string {
  return path === "" ? String(key) : `${path}.${key}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** JSON with sorted keys, so that two values that mean the same have the same text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`);
  return `{${entries.join(",")}}`;
}
