/** Changes to the JSON tree behind the Fields editor; every change gives a new tree and keeps the order of fields. Pure. */
import type { JsonValue } from "#lib/webhook/json-value.ts";

export const FIELD_KINDS = ["text", "number", "boolean", "null", "object", "list"] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

export function kindOf(value: JsonValue): FieldKind {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  if (typeof value === "string") return "text";
  if (typeof value === "number") return "number";
  return typeof value === "boolean" ? "boolean" : "object";
}

/** The value as another kind, keeping what can be kept. */
export function asKind(value: JsonValue, kind: FieldKind): JsonValue {
  if (kindOf(value) === kind) return value;
  switch (kind) {
    case "text":
      return value === null || typeof value === "object" ? "" : String(value);
    case "number":
      return Number.isFinite(Number(value)) ? Number(value) : 0;
    case "boolean":
      return value === true || value === "true";
    case "null":
      return null;
    case "list":
      return typeof value === "object" && value !== null ? Object.values(value) : [value];
    case "object":
      return Array.isArray(value)
        ? Object.fromEntries(value.map((item, at) => [`field_${at + 1}`, item]))
        : {};
  }
}

export type Entry = { key: string; value: JsonValue };

/** Fields of an object or items of a list, in order. */
export function entriesOf(value: JsonValue): Entry[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).map(([key, item]) => ({ key, value: item }));
}

/** The tree with one field or item changed; giving `key` renames it. */
export function withEntry(tree: JsonValue, index: number, change: Partial<Entry>): JsonValue {
  return rebuilt(
    tree,
    entriesOf(tree).map((entry, at) => (at === index ? { ...entry, ...change } : entry)),
  );
}

export function withoutEntry(tree: JsonValue, index: number): JsonValue {
  return rebuilt(
    tree,
    entriesOf(tree).filter((_, at) => at !== index),
  );
}

/** The tree with one more empty text at the end, under a name that is still free. */
export function withNewEntry(tree: JsonValue): JsonValue {
  const entries = entriesOf(tree);
  const taken = new Set(entries.map((entry) => entry.key));
  let number = entries.length + 1;
  while (taken.has(`field_${number}`)) number += 1;
  return rebuilt(tree, [...entries, { key: `field_${number}`, value: "" }]);
}

/** Whether a field can be called `key` without replacing another. */
export function isFree(tree: JsonValue, index: number, key: string): boolean {
  return entriesOf(tree).every((entry, at) => at === index || entry.key !== key);
}

function rebuilt(tree: JsonValue, entries: Entry[]): JsonValue {
  if (Array.isArray(tree)) return entries.map((entry) => entry.value);
  return Object.fromEntries(entries.map((entry) => [entry.key, entry.value]));
}
