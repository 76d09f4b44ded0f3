/** What a stand-in for a vendor's API is, and the checks most of them share. Pure: state comes in as entries and goes out as writes. */

export interface VendorRequest {
  /** Unique; what new objects are named after. */
  id: string;
  method: string;
  /** Under the receiver's address, without the query. */
  path: string;
  query: URLSearchParams;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  body: string;
  now: Date;
}

/** A body that is a text goes out as it is, anything else as JSON. */
export interface VendorAnswer {
  status: number;
  headers?: Readonly<Record<string, string>>;
  body: unknown;
}

/** What a receiver remembers, by key. */
export type Entries = Readonly<Record<string, unknown>>;

export interface Handled {
  answer: VendorAnswer;
  writes?: Entries;
}

export interface Allowance {
  limit: number;
  remaining: number;
  resetAt: Date;
}

export interface Vendor {
  /** Where the real service lives. */
  baseUrl: string;
  /** Requests per window, as documented; nothing for vendors that state none. */
  limit?: { requests: number; perSeconds: number };
  limitHeaders?(left: Allowance): Record<string, string>;
  /** The answer beyond the limit. */
  limited?: VendorAnswer;
  /** Answers in the vendor's own words that a script can ask for. */
  scenarios: Readonly<Record<string, VendorAnswer>>;
  /** Which entries `handle` needs to see. */
  keys(request: VendorRequest): string[];
  handle(request: VendorRequest, entries: Entries): Handled;
}

/** What follows "Bearer " (or another scheme); null when it is missing or is meant to be refused. */
export function credential(request: VendorRequest, scheme = "Bearer"): string | null {
  const header = request.headers.authorization ?? "";
  if (!header.startsWith(`${scheme} `)) return null;
  return usable(header.slice(scheme.length + 1));
}

/** User and password of basic authentication. */
export function basic(request: VendorRequest): { user: string; password: string } | null {
  const encoded = credential(request, "Basic");
  const [user, password] = encoded ? decoded(encoded).split(":") : [];
  return user && password !== undefined && usable(user) ? { user, password } : null;
}

/** Any value is good, unless it says itself that it is not: so that refusals can be tried. */
export function usable(value: string | undefined): string | null {
  return value && !/invalid|expired/i.test(value) ? value : null;
}

function decoded(base64: string): string {
  try {
    return atob(base64);
  } catch {
    return "";
  }
}

/** The JSON object in the body; null when it is none or is not called one. */
export function jsonObject(request: VendorRequest): Record<string, unknown> | null {
  if (!(request.headers["content-type"] ?? "").includes("application/json")) return null;
  try {
    const value: unknown = JSON.parse(request.body);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a dotted path such as `messages.0.text`. */
export function at(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((inside, key) => {
    if (typeof inside !== "object" || inside === null || !Object.hasOwn(inside, key)) return undefined;
    return (inside as Record<string, unknown>)[key];
  }, value);
}

/** The paths at which there is no value. */
export function missing(value: unknown, paths: readonly string[]): string[] {
  return paths.filter((path) => [undefined, null, ""].includes(at(value, path) as never));
}

/** The parts of a path pattern: `/v1/members/:id/credits`; null when the path is another. */
export function pathParts(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return null;
  const parts: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? "";
    if (!part.startsWith(":")) {
      if (part !== value) return null;
    } else if (value === "") return null;
    else parts[part.slice(1)] = decodeURIComponent(value);
  }
  return parts;
}

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Two bodies that say the same are the same, whatever the order of their names: a repeat, not a misuse of the key. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => sameJson(item, right[index]));
  }
  if (!isObject(left) || !isObject(right)) return left === right;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length && names.every((name) => sameJson(left[name], right[name]))
  );
}

export function seconds(date: Date): string {
  return String(Math.ceil(date.getTime() / 1000));
}
