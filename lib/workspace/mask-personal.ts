/** Hides values of people in what the API answers, for callers who may see that people exist but not who they are. */

/** As secrets look where they are hidden. */
export const MASK = "••••";

/** Values that name or reach somebody. */
const VALUES: ReadonlySet<string> = new Set([
  "first_name",
  "last_name",
  "email",
  "phone",
  "alias_name",
  "product_id",
  "price",
]);

/** Everything below these was written about somebody, or for them. */
const TREES: ReadonlySet<string> = new Set([
  "attributes",
  "custom_attributes",
  "properties",
  "event_properties",
  "trigger_properties",
  "context",
  "headers",
  "request_headers",
  "body",
  "input",
  "payload",
  "value",
  "actual",
  "example",
  "user",
]);

/** Addresses keep their origin: where something went is no secret, about whom is. */
const ADDRESSES: ReadonlySet<string> = new Set(["url", "path"]);

/**
 * The same answer with the same shape; ids stay, since pages are found by them. `texts` are further keys whose
 * words quote values, in the answer at hand alone: "message" says nothing of anybody elsewhere.
 */
export function maskPersonal(value: unknown, texts: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((item) => maskPersonal(item, texts));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, maskField(key, item, texts)]));
}

function maskField(key: string, value: unknown, texts: readonly string[]): unknown {
  if (VALUES.has(key)) return hidden(value);
  if (TREES.has(key) || texts.includes(key)) return hideAll(value);
  if (ADDRESSES.has(key) && typeof value === "string") return hidePath(value);
  return maskPersonal(value, texts);
}

/** Every value below, so that whatever is made of them later (words, a rendering, a verdict) tells nothing. */
export function hideAll(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hideAll);
  if (typeof value !== "object" || value === null) return hidden(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hideAll(item)]));
}

function hidden(value: unknown): unknown {
  return value === null || value === undefined || value === "" ? value : MASK;
}

function hidePath(address: string): string {
  const origin = /^https?:\/\/[^/?#]+/i.exec(address)?.[0] ?? "";
  return address.length > origin.length + 1 ? `${origin}/${MASK}` : address;
}
