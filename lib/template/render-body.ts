// Renders the body of a message. Written as a generator so that one text serves sync and async rendering.

import { problemText } from "#lib/i18n/problem-words.ts";
import type { CompiledBody } from "./compile-message.ts";
import type { TreePart } from "./json-tree.ts";
import { locateJsonError } from "./locate-json-error.ts";
import { type Failure, failure, tooLarge } from "./render-failure.ts";
import type { FieldRenderer, Rendering } from "./render-fields.ts";
import { RenderedText, toJson } from "./rendered-text.ts";
import { positionAt } from "./source-position.ts";

export type RenderedBody =
  | { ok: true; body: string | null; contentType: string | null }
  | { ok: false; failure: Failure };

const FIELD = "webhook.body";

/** Renders and checks the body: JSON parses, and nothing exceeds the size limit. */
export function* renderBody(
  body: CompiledBody,
  fields: FieldRenderer,
  limitBytes: number,
): Rendering<RenderedBody> {
  switch (body.type) {
    case "none":
      return { ok: true, body: null, contentType: null };
    case "text":
      return sized(yield* fields.text(body.template, limitBytes), body.contentType, limitBytes);
    case "form":
      return sized(
        yield* renderForm(body.pairs, fields, limitBytes),
        "application/x-www-form-urlencoded",
        limitBytes,
      );
    case "json_tree":
      return sized(yield* renderTree(body.parts, fields, limitBytes), "application/json", limitBytes);
    case "json_text": {
      const text = yield* fields.text(body.template, limitBytes);
      const problem = jsonProblem(text);
      return problem === null ? sized(text, "application/json", limitBytes) : { ok: false, failure: problem };
    }
  }
}

function* renderForm(
  pairs: Extract<CompiledBody, { type: "form" }>["pairs"],
  fields: FieldRenderer,
  limit: number,
): Rendering<string> {
  const encoded: string[] = [];
  for (const pair of pairs) {
    const name = yield* fields.text(pair.name, limit);
    encoded.push(`${name}=${yield* fields.text(pair.value, limit)}`);
  }
  return encoded.join("&");
}

function* renderTree(parts: TreePart[], fields: FieldRenderer, limit: number): Rendering<string> {
  let text = "";
  for (const part of parts) {
    if (typeof part === "string") text += part;
    else if (part.as === "typed") text += typedJson(fields.single(part.template));
    else text += JSON.stringify(yield* fields.text(part.template, limit));
  }
  return text;
}

/** In a tree nothing is inserted unchecked: a raw text is a text. */
function typedJson(value: unknown): string {
  if (value instanceof RenderedText && value.form === "raw") return JSON.stringify(value.text);
  return toJson(value);
}

function sized(body: string, contentType: string, limitBytes: number): RenderedBody {
  // No character takes more than three bytes per UTF-16 unit, so small bodies need no count.
  if (body.length * 3 <= limitBytes || Buffer.byteLength(body) <= limitBytes)
    return { ok: true, body, contentType };
  return { ok: false, failure: failure("payload_too_large", FIELD, tooLarge(FIELD, limitBytes)) };
}

function jsonProblem(text: string): Failure | null {
  try {
    JSON.parse(text);
    return null;
  } catch {
    const { offset, reason, fix } = locateJsonError(text);
    const position = positionAt(text, offset);
    const code = "body.invalid_json";
    return failure(
      "invalid_json",
      FIELD,
      { code, ...problemText(code, { ...position, reason, fix }) },
      position,
    );
  }
}
