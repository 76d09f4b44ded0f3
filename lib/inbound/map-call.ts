/** From the body of another system's call to events, by the paths of a mapping. */
import { evaluate, valueAt } from "./expression.ts";
import type { InboundMapping } from "./schema.ts";

export interface MappedEvent {
  external_id: string;
  name: string;
  time?: string;
  properties: Record<string, unknown>;
  event_id?: string;
}

export type Mapped = { ok: true; events: MappedEvent[] } | { ok: false; reason: string };

const MAX_EVENTS = 75;

/** The events of a call. `key` is the sender's id of it; events get ids from it when the mapping names none. */
export function mapCall(body: unknown, mapping: InboundMapping, key: string | null): Mapped {
  const found = mapping.items === undefined ? [body] : valueAt(body, mapping.items);
  if (!Array.isArray(found)) return { ok: false, reason: "items_not_a_list" };
  if (found.length > MAX_EVENTS) return { ok: false, reason: "too_many_items" };
  const mapped = found.map((item, index) =>
    mapItem(item, mapping, key !== null && found.length > 1 ? `${key}:${index}` : key),
  );
  const failed = mapped.find((one) => typeof one === "string");
  if (failed !== undefined) return { ok: false, reason: failed };
  return { ok: true, events: mapped.filter((one) => typeof one !== "string") };
}

/** One event, or the reason why there is none. */
function mapItem(item: unknown, mapping: InboundMapping, key: string | null): MappedEvent | string {
  const name = textOf(item, mapping.event);
  if (name === null) return "event_name_missing";
  const person = textOf(item, mapping.external_id);
  if (person === null) return "person_missing";
  const id = textOf(item, mapping.event_id) ?? key;
  const time = mapping.time === undefined ? null : asTime(evaluate(item, mapping.time));
  return {
    external_id: person,
    name,
    properties: propertiesOf(item, mapping.properties),
    ...(time === null ? {} : { time }),
    ...(id === null ? {} : { event_id: id }),
  };
}

function textOf(item: unknown, expression: string | undefined): string | null {
  return expression === undefined ? null : asText(evaluate(item, expression));
}

function propertiesOf(item: unknown, given: InboundMapping["properties"]): Record<string, unknown> {
  if (given === undefined) return {};
  if (typeof given === "string") {
    const value = evaluate(item, given);
    return isObject(value) ? value : {};
  }
  const entries = Object.entries(given).map(([name, path]) => [name, evaluate(item, path)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function asText(value: unknown): string | null {
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  return typeof value === "string" && value !== "" ? value : null;
}

/** ISO text as it is; seconds or milliseconds since 1970 as ISO text. */
function asTime(value: unknown): string | null {
  if (typeof value === "string" && value !== "") return value;
  if (typeof value !== "number" || !Number.isFinite(value)) return null;
  const date = new Date(value < 100_000_000_000 ? value * 1000 : value);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
