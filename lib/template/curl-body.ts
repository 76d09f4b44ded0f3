// Chooses the body type for the data of a cURL command.

import type { JsonValue } from "#lib/webhook/json-value.ts";
import type { WebhookBody } from "#lib/webhook/schema.ts";
import { parseFormText } from "./convert-body.ts";
import { lostByParsing } from "./json-fidelity.ts";

// A brace or bracket that does not open Liquid.
const LOOKS_LIKE_JSON = /^\s*(?:\[|\{(?![{%]))/;

/** The body for the data; a content type the body implies is taken out of the headers. */
export function curlBody(text: string, headers: Map<string, string>, isJson: boolean): WebhookBody {
  const typeName = [...headers.keys()].find((name) => name.toLowerCase() === "content-type");
  const type = typeName === undefined ? null : (headers.get(typeName) ?? "");
  const dropType = (expected: string) => {
    if (typeName !== undefined && type?.trim().toLowerCase() === expected) headers.delete(typeName);
  };
  const asJson = parseJsonValue(text);
  if (
    isJson ||
    (type !== null && /[/+]json\b/i.test(type)) ||
    (type === null && LOOKS_LIKE_JSON.test(text))
  ) {
    dropType("application/json");
    return { type: "json", value: isContainer(asJson) ? asJson : text };
  }
  if (type === null || /^application\/x-www-form-urlencoded/i.test(type)) {
    const pairs = parseFormText(text);
    if (pairs !== null) {
      dropType("application/x-www-form-urlencoded");
      return { type: "form", value: pairs };
    }
  }
  if (typeName !== undefined) headers.delete(typeName);
  return {
    type: "text",
    value: text,
    content_type: type === null || type === "" ? "application/x-www-form-urlencoded" : type,
  };
}

/** The text as a JSON tree, unless keeping it as values would change it. */
function parseJsonValue(text: string): JsonValue | undefined {
  try {
    const value = JSON.parse(text) as JsonValue;
    return lostByParsing(text).length === 0 ? value : undefined;
  } catch {
    return undefined;
  }
}

function isContainer(value: JsonValue | undefined): value is JsonValue[] | { [key: string]: JsonValue } {
  return typeof value === "object" && value !== null;
}
