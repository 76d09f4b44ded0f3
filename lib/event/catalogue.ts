/** What the event catalogue should learn from a batch: at most once a minute per name, so that ingest stays cheap. */
import { shorten } from "#lib/platform/text.ts";

interface SeenEvent {
  name: string;
  kind: string;
  properties: Record<string, unknown>;
}

const REFRESH_MS = 60_000;
const MAX_REMEMBERED = 10_000;
const MAX_EXAMPLE = 80;
const remembered = new Map<string, number>();

/** One entry per name that is due, with the type and an example of each property. */
export function catalogueEntries(workspaceId: string, events: readonly SeenEvent[], now: Date): SeenEvent[] {
  const entries = new Map<string, SeenEvent>();
  for (const event of events) {
    const key = `${workspaceId} ${event.name}`;
    if (now.getTime() - (remembered.get(key) ?? 0) < REFRESH_MS) continue;
    entries.set(event.name, {
      name: event.name,
      kind: event.kind,
      properties: propertyTypes(event.properties),
    });
  }
  if (remembered.size > MAX_REMEMBERED) remembered.clear();
  for (const name of entries.keys()) remembered.set(`${workspaceId} ${name}`, now.getTime());
  return [...entries.values()];
}

/** `{ points: { type: "number", example: 120 } }` */
export function propertyTypes(
  properties: Record<string, unknown>,
): Record<string, { type: string; example: unknown }> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => {
      const text = JSON.stringify(value) ?? "null";
      return [
        name,
        {
          type: typeOf(value),
          example: text.length > MAX_EXAMPLE ? shorten(text, MAX_EXAMPLE) : value,
        },
      ];
    }),
  );
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  return typeof value === "object" ? "object" : typeof value;
}
