import { Drop, toValue } from "liquidjs";

/**
 * How a text was made, so that it is not escaped twice:
 * `json` is a complete JSON value, `fragment` a piece of JSON, `json_string` the inside of a JSON string,
 * `url` percent-encoded, `number` digits that may stand bare in JSON, `raw` to be inserted untouched.
 */
export type TextForm = "json" | "fragment" | "json_string" | "url" | "number" | "raw";

/** A text that knows how it was encoded. Filters and comparisons see the plain string. */
export class RenderedText extends Drop {
  readonly text: string;
  readonly form: TextForm;

  constructor(text: string, form: TextForm) {
    super();
    this.text = text;
    this.form = form;
  }

  get size(): number {
    return this.text.length;
  }

  override valueOf(): string {
    return this.text;
  }

  override toString(): string {
    return this.text;
  }

  toJSON(): string {
    return this.text;
  }
}

/** The value as text: nothing for missing, JSON for objects. */
export function toText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const plain = toValue(value) as unknown;
  if (plain !== value) return toText(plain);
  if (Array.isArray(value)) return value.some(isPlainObject) ? toJson(value) : value.map(toText).join("");
  if (value instanceof Date) return value.toISOString();
  return toJson(value);
}

/** The value as one complete JSON value: null for missing. */
export function toJson(value: unknown): string {
  if (value instanceof RenderedText && (value.form === "json" || value.form === "fragment"))
    return value.text;
  if (value instanceof RenderedText && value.form === "number") return value.text;
  if (value instanceof RenderedText && value.form === "json_string") return `"${value.text}"`;
  if (value instanceof RenderedText && value.form === "raw") return value.text;
  return JSON.stringify(toValue(value) ?? null) ?? "null";
}

/** Escapes a text for the inside of a JSON string. */
export function escapeJsonText(text: string): string {
  return NEEDS_ESCAPE.test(text) ? JSON.stringify(text).slice(1, -1) : text;
}

/** Percent-encodes everything except letters, digits, `-`, `.`, `_` and `~`. */
export function percentEncode(text: string): string {
  if (UNRESERVED_ONLY.test(text)) return text;
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what JSON strings must escape
const NEEDS_ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/;
const UNRESERVED_ONLY = /^[A-Za-z0-9\-._~]*$/;

function isPlainObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
