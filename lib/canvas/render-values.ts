/** Renders values whose texts are templates: a text that is exactly one `{{ … }}` keeps its type. */
import type { PersonFacts } from "#lib/segment/matches.ts";
import { type CompiledMessage, compileMessage } from "#lib/template/compile-message.ts";
import type { RenderData } from "#lib/template/render-data.ts";
import { renderRequestSync } from "#lib/template/render-request.ts";
import type { JsonValue } from "#lib/webhook/json-value.ts";
import type { Entry } from "./entry.ts";

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

/** What templates of context, update and sub-journey steps may read. Secrets stay out: what they make is stored. */
export function valueData(
  entry: Entry,
  canvasName: string,
  person: PersonFacts,
  contentBlocks: Readonly<Record<string, string>>,
  now: Date,
): RenderData {
  const { event } = entry;
  return {
    profile: {
      id: person.profileId,
      external_id: person.externalId,
      attributes: person.attributes,
      custom_attributes: person.customAttributes,
      time_zone: person.timeZone,
      random_bucket: person.randomBucket,
    },
    event: event ? { id: event.id, name: event.name, time: event.time, properties: event.properties } : null,
    context: entry.context,
    canvas: { id: entry.canvasId, name: canvasName, entry_properties: entry.context },
    delivery: { id: entry.id, idempotency_key: entry.id, attempt: 1 },
    secrets: {},
    content_blocks: contentBlocks,
    now,
  };
}
