/** What differs between two webhook messages, each part in the way it is best read. */
import { type DiffLine, diffLines } from "./line-diff.ts";
import type { WebhookBody, WebhookMessage } from "./schema.ts";
import { canonicalJson, diffValues, type ValueChange } from "./value-diff.ts";

/** `part` is the field below the message: `method`, `url`, `headers.Accept`, `body`. */
export type MessageChange =
  | { part: string; kind: "value"; before: string | null; after: string | null }
  | { part: string; kind: "lines"; lines: DiffLine[] }
  | { part: string; kind: "values"; changes: ValueChange[] };

/** A message that did not exist before, or does not any more, compares with an empty one. */
export function diffMessages(before: WebhookMessage | null, after: WebhookMessage | null): MessageChange[] {
  return [
    ...diffText("method", before?.method ?? null, after?.method ?? null),
    ...diffText("url", before?.url ?? null, after?.url ?? null),
    ...diffHeaders(before?.headers ?? {}, after?.headers ?? {}),
    ...diffBodies(before?.body ?? { type: "none" }, after?.body ?? { type: "none" }),
  ];
}

function diffText(part: string, before: string | null, after: string | null): MessageChange[] {
  return before === after ? [] : [{ part, kind: "value", before, after }];
}

function diffHeaders(before: Record<string, string>, after: Record<string, string>): MessageChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => diffText(`headers.${name}`, before[name] ?? null, after[name] ?? null));
}

function diffBodies(before: WebhookBody, after: WebhookBody): MessageChange[] {
  if (canonicalJson(before) === canonicalJson(after)) return [];
  const trees = before.type === "json" && after.type === "json" && isTree(before) && isTree(after);
  if (trees) return [{ part: "body", kind: "values", changes: diffValues(before.value, after.value) }];
  const type = diffText("body.type", before.type, after.type);
  const contentType =
    before.type === "text" && after.type === "text"
      ? diffText("body.content_type", before.content_type ?? null, after.content_type ?? null)
      : [];
  const lines = diffLines(bodyText(before), bodyText(after));
  const changed = lines.some(({ mark }) => mark !== "same");
  return [...type, ...contentType, ...(changed ? [{ part: "body", kind: "lines" as const, lines }] : [])];
}

function isTree(body: Extract<WebhookBody, { type: "json" }>): boolean {
  return typeof body.value === "object" && body.value !== null;
}

/** A body as text to compare: templates as they stand, trees indented, form fields one a line. */
function bodyText(body: WebhookBody): string {
  if (body.type === "none") return "";
  if (body.type === "form") {
    const pairs = Array.isArray(body.value)
      ? body.value.map(({ name, value }) => [name, value] as const)
      : Object.entries(body.value);
    return pairs.map(([name, value]) => `${name}=${value ?? ""}`).join("\n");
  }
  return typeof body.value === "string" ? body.value : JSON.stringify(body.value, null, 2);
}
