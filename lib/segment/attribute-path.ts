/**
 * Where an attribute named in a filter lives: `tier` or `address.city` (custom), `email` or `created_at`
 * (standard). A custom attribute that shares a standard name is reached as `custom_attributes.email`.
 */
import { isStorable } from "#lib/platform/text.ts";
export type ProfileColumn =
  | "external_id"
  | "language"
  | "country"
  | "time_zone"
  | "random_bucket"
  | "created_at";

export type AttributeTarget =
  | { in: "column"; column: ProfileColumn }
  | { in: "attributes"; path: readonly string[] }
  | { in: "custom_attributes"; path: readonly string[] };

const COLUMNS: Record<string, ProfileColumn> = {
  external_id: "external_id",
  user_id: "external_id",
  language: "language",
  country: "country",
  time_zone: "time_zone",
  random_bucket: "random_bucket",
  created_at: "created_at",
};

/** Standard attributes kept in the profile's `attributes`; other spellings lead to the stored one. */
const STANDARD: Record<string, string> = {
  first_name: "first_name",
  last_name: "last_name",
  email: "email",
  email_address: "email",
  phone: "phone",
  phone_number: "phone",
  city: "city",
  home_city: "city",
  gender: "gender",
  dob: "dob",
  date_of_birth: "dob",
  email_subscribe: "email_subscribe",
  push_subscribe: "push_subscribe",
  last_used_app: "last_used_app",
};

export const MAX_PATH_SEGMENTS = 10;
export const MAX_PATH_LENGTH = 255;

/** Resolves the name of an attribute to its place. The name has passed `pathProblem`. */
export function attributeTarget(name: string): AttributeTarget {
  const path = splitPath(name);
  const [first = "", ...rest] = path;
  if (first === "custom_attributes" && rest.length > 0) return { in: "custom_attributes", path: rest };
  const column = COLUMNS[first];
  if (column && rest.length === 0) return { in: "column", column };
  const standard = STANDARD[first];
  if (standard) return { in: "attributes", path: [standard, ...rest] };
  return { in: "custom_attributes", path };
}

/** Splits at dots; `\.` is a dot inside a name. */
export function splitPath(name: string): string[] {
  const segments: string[] = [];
  let current = "";
  for (let at = 0; at < name.length; at += 1) {
    const character = name[at] ?? "";
    if (character === "\\" && name[at + 1] === ".") {
      current += ".";
      at += 1;
    } else if (character === ".") {
      segments.push(current);
      current = "";
    } else current += character;
  }
  segments.push(current);
  return segments;
}

/** Why a name cannot be a path, or null. */
export function pathProblem(name: string): string | null {
  if (name.length === 0) return "The name is empty.";
  if (name.length > MAX_PATH_LENGTH) return `The name is longer than ${MAX_PATH_LENGTH} characters.`;
  if (!isStorable(name)) return "The name contains a character that cannot be stored.";
  const segments = splitPath(name);
  if (segments.length > MAX_PATH_SEGMENTS) return `The name has more than ${MAX_PATH_SEGMENTS} parts.`;
  if (segments.some((segment) => segment === "")) return "A part of the name between dots is empty.";
  return null;
}

/** Reads a path from JSON data the way PostgreSQL's `#>` does: object keys, and list positions (negative from the end). */
export function valueAt(data: unknown, path: readonly string[]): unknown {
  let value = data;
  for (const segment of path) {
    if (Array.isArray(value)) value = itemAt(value, segment);
    else if (typeof value === "object" && value !== null) {
      value = Object.hasOwn(value, segment) ? (value as Record<string, unknown>)[segment] : undefined;
    } else return undefined;
  }
  return value;
}

function itemAt(list: readonly unknown[], segment: string): unknown {
  if (!/^[+-]?\d{1,9}$/.test(segment)) return undefined;
  return list.at(Number(segment));
}
