import { escapeJsonText, RenderedText, toJson, toText } from "../rendered-text.ts";
import { type FilterTable, plain, withContext } from "./filter.ts";

const json = withContext((_context, value, space) => {
  const indent = typeof space === "number" ? Math.min(space, 10) : 0;
  if (value instanceof RenderedText) return new RenderedText(JSON.stringify(value.text), "json");
  return new RenderedText(indent === 0 ? toJson(value) : JSON.stringify(value ?? null, null, indent), "json");
});

export const jsonFilters: FilterTable = {
  json,
  jsonify: json,
  as_json_string: json,
  json_escape: plain((value) => new RenderedText(escapeJsonText(toText(value)), "json_string")),
  json_parse: withContext((context, value) => {
    const text = toText(value);
    if (text.trim() === "") return null;
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.warn("liquid.json_parse");
      return null;
    }
  }),
};
