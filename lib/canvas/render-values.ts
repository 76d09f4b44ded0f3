/** Renders values whose texts are templates: a text that is exactly one `{{ … }}` keeps its type. */
import { type CompiledMessage, compileMessage } from "#lib/template/compile-message.ts";
import type { RenderData } from "#lib/template/render-data.ts";
import { renderRequestSync } from "#lib/template/render-request.ts";
import type { JsonValue } from "#lib/webhook/json-value.ts";

const MAX_CACHED = 500;
const compiled = new WeakMap<object, CompiledMessage>();
const compiledTexts = new Map<string, CompiledMessage>();

/** The value with its templates filled in, or what went wrong. */
export function renderValue(
  value: unknown,
  data: RenderData,
): { ok: true; value: unknown } | { ok: false; message: string } {
  // Templates of a JSON body follow exactly these rules, so the value is rendered as one.
  const result = renderRequestSync(messageOf(value), data);
  if (!result.ok) return { ok: false, message: result.message };
  const whole = JSON.parse(result.request.body ?? "null") as { value?: unknown };
  return { ok: true, value: whole.value ?? null };
}

function messageOf(value: unknown): CompiledMessage {
  if (typeof value === "object" && value !== null) {
    const known = compiled.get(value) ?? compile(value);
    compiled.set(value, known);
    return known;
  }
  const key = JSON.stringify(value) ?? "null";
  const known = compiledTexts.get(key) ?? compile(value);
  if (compiledTexts.size >= MAX_CACHED) compiledTexts.clear();
  compiledTexts.set(key, known);
  return known;
}

function compile(value: unknown): CompiledMessage {
  return compileMessage({
    method: "POST",
    url: "https://values.invalid/",
    headers: {},
    body: { type: "json", value: { value: value as JsonValue } },
  });
}
