/** The variables of an entry: how large they may grow, and how an answer becomes one of them. */
import { isStorableJson, storable } from "#lib/platform/text.ts";
import type { Settled } from "./decision.ts";
import { MAX_CONTEXT_BYTES } from "./step-schema.ts";

/** A context has at most 50 KiB as JSON; what would not fit is left out. */
export function fits(context: Record<string, unknown>): boolean {
  return Buffer.byteLength(JSON.stringify(context)) <= MAX_CONTEXT_BYTES;
}

/** The context with `{ status, headers, json, body }` of an answer; one that does not fit is kept without its contents. */
export function saveResponse(
  before: Record<string, unknown>,
  name: string,
  settled: Settled,
): { context: Record<string, unknown>; note?: string } {
  const short = { status: settled.statusCode, headers: {}, json: null, body: null, truncated: true };
  const json = settled.truncated ? null : parsed(settled.body);
  const whole = {
    status: settled.statusCode,
    headers: settled.headers ?? {},
    json: json === null || isStorableJson(JSON.stringify(json)) ? json : storableValue(json),
    // What is readable as JSON is not kept twice.
    body: json === null ? settled.body : null,
    truncated: settled.truncated,
  };
  const context = { ...before, [name]: whole };
  if (fits(context)) return { context };
  const small = { ...before, [name]: short };
  return { context: fits(small) ? small : before, note: "the response is too large for the context" };
}

function parsed(body: string | null): unknown {
  if (body === null || body.trim() === "") return null;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return null;
  }
}

/** What a receiver answered may be kept anywhere: names and texts without what the database has no place for. */
function storableValue(value: unknown): unknown {
  if (typeof value === "string") return storable(value);
  if (Array.isArray(value)) return value.map(storableValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [storable(name), storableValue(part)]),
  );
}
