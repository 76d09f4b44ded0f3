/** Decides what one attribute object does to a profile: which values change, and to what. Stores nothing. */
import { isStorableJson, NOT_STORABLE } from "#lib/platform/text.ts";
import { isStandardAttribute } from "./schema.ts";

export type AttributeValues = Record<string, unknown>;

export interface ProfileAttributes {
  attributes: AttributeValues;
  customAttributes: AttributeValues;
}

export interface AttributeChangeRecord {
  attribute: string;
  from: unknown;
  to: unknown;
}

export type AppliedAttributes =
  | { ok: true; profile: ProfileAttributes; changes: AttributeChangeRecord[] }
  | { ok: false; attribute: string; message: string; hint: string };

/** Fields of an attribute object that say whom and how, not what. */
const CONTROL_FIELDS = new Set([
  "external_id",
  "user_alias",
  "braze_id",
  "_update_existing_only",
  "_merge_objects",
  "push_token_import",
  "push_tokens",
]);

const MAX_NAME = 255;
const COUNTRY = /^[A-Za-z]{2}$/;
const LANGUAGE = /^[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*$/;

/**
 * Applies `{ first_name: "Zoë", points: { inc: 5 }, tags: { add: ["a"] }, old: null }` to a profile.
 * A value equal to the present one is no change. On the first value that cannot be applied nothing is changed.
 */
export function applyAttributes(
  profile: ProfileAttributes,
  given: Record<string, unknown>,
): AppliedAttributes {
  const next: ProfileAttributes = {
    attributes: { ...profile.attributes },
    customAttributes: { ...profile.customAttributes },
  };
  const changes: AttributeChangeRecord[] = [];
  const merge = given._merge_objects === true;
  for (const [name, change] of Object.entries(given)) {
    if (CONTROL_FIELDS.has(name)) continue;
    const target = isStandardAttribute(name) ? next.attributes : next.customAttributes;
    const from = target[name];
    const result = decide(name, from, change, merge);
    if (!result.ok) return { attribute: name, ...result };
    if (sameJson(from, result.value)) continue;
    if (result.value === undefined) delete target[name];
    else target[name] = result.value;
    changes.push({ attribute: name, from: from ?? null, to: result.value ?? null });
  }
  return { ok: true, profile: next, changes };
}

function decide(name: string, from: unknown, change: unknown, merge: boolean): Next {
  const problem = nameProblem(name) ?? valueProblem(name, change);
  return problem ? { ok: false, ...problem } : nextValue(from, change, merge);
}

type Next = { ok: true; value: unknown } | { ok: false; message: string; hint: string };

function nextValue(from: unknown, change: unknown, merge: boolean): Next {
  if (change === null) return { ok: true, value: undefined };
  if (!isRecord(change)) return { ok: true, value: change };
  if ("inc" in change) return increment(from, change.inc);
  if ("add" in change || "remove" in change) return editList(from, change);
  if ("$add" in change || "$remove" in change || "$update" in change) return editObjects(from, change);
  return { ok: true, value: merge && isRecord(from) ? mergeObjects(from, change) : change };
}

function increment(from: unknown, by: unknown): Next {
  if (typeof by !== "number" || !Number.isFinite(by)) {
    return { ok: false, message: '"inc" takes a number.', hint: 'Write {"inc": 1}.' };
  }
  if (from !== undefined && from !== null && typeof from !== "number") {
    return {
      ok: false,
      message: "This attribute is not a number, so it cannot be counted up.",
      hint: "Set it to a number first.",
    };
  }
  return { ok: true, value: (from ?? 0) + by };
}

function editList(from: unknown, change: Record<string, unknown>): Next {
  if (from !== undefined && from !== null && !Array.isArray(from)) {
    return { ok: false, message: "This attribute is not a list.", hint: "Set it to a list first." };
  }
  const removed = asList(change.remove);
  const kept = (from ?? []).filter((item: unknown) => !removed.some((gone) => sameJson(gone, item)));
  const added = asList(change.add).filter(
    (item) => !kept.some((present: unknown) => sameJson(present, item)),
  );
  return { ok: true, value: [...kept, ...added] };
}

/** Lists of objects: `$add` appends, `$remove` and `$update` pick by `$identifier_key` and `$identifier_value`. */
function editObjects(from: unknown, change: Record<string, unknown>): Next {
  if (from !== undefined && from !== null && !Array.isArray(from)) {
    return {
      ok: false,
      message: "This attribute is not a list of objects.",
      hint: "Set it to a list first.",
    };
  }
  let list: unknown[] = [...(from ?? [])];
  for (const pick of asList(change.$remove)) list = list.filter((item) => !picks(pick, item));
  for (const update of asList(change.$update)) {
    const fields = isRecord(update) && isRecord(update.$new_object) ? update.$new_object : {};
    list = list.map((item) => (picks(update, item) && isRecord(item) ? { ...item, ...fields } : item));
  }
  return { ok: true, value: [...list, ...asList(change.$add)] };
}

function picks(selector: unknown, item: unknown): boolean {
  if (!isRecord(selector) || !isRecord(item) || typeof selector.$identifier_key !== "string") return false;
  return sameJson(item[selector.$identifier_key], selector.$identifier_value);
}

function mergeObjects(
  from: Record<string, unknown>,
  change: Record<string, unknown>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...from };
  for (const [key, value] of Object.entries(change)) {
    const before = merged[key];
    if (value === null) delete merged[key];
    else merged[key] = isRecord(before) && isRecord(value) ? mergeObjects(before, value) : value;
  }
  return merged;
}

interface Problem {
  message: string;
  hint: string;
}

function nameProblem(name: string): Problem | null {
  if (name.length > MAX_NAME)
    return { message: `The attribute name is longer than ${MAX_NAME} characters.`, hint: "Shorten it." };
  if (name.startsWith("$")) return { message: "An attribute name cannot start with $.", hint: "Rename it." };
  return null;
}

function valueProblem(name: string, value: unknown): Problem | null {
  if (!isStorableJson(JSON.stringify([name, value]))) return { message: NOT_STORABLE, hint: "Remove it." };
  if (value === null || !isStandardAttribute(name)) return null;
  if (name === "country" && !(typeof value === "string" && COUNTRY.test(value))) {
    return {
      message: "The country is not a two-letter code.",
      hint: 'Use ISO 3166-1 alpha-2, for example "FR".',
    };
  }
  if (name === "language" && !(typeof value === "string" && LANGUAGE.test(value))) {
    return { message: "The language is not a language code.", hint: 'Use ISO 639-1, for example "fr".' };
  }
  if (name === "time_zone" && !(typeof value === "string" && isTimeZone(value))) {
    return { message: "The time zone is not known.", hint: 'Use an IANA name, for example "Europe/Paris".' };
  }
  return null;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function asList(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => key in right && sameJson(left[key], right[key]))
  );
}
