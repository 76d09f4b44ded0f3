import { RenderedText, toText } from "../rendered-text.ts";
import { type FilterTable, plain } from "./filter.ts";

export const miscFilters: FilterTable = {
  raw: plain((value) => new RenderedText(toText(value), "raw")),
  property_accessor: plain((value, key) => {
    const name = toText(key);
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    return (value as Record<string, unknown>)[name];
  }),
  size: plain((value) => {
    if (typeof value === "string" || Array.isArray(value)) return value.length;
    return typeof value === "object" && value !== null ? Object.keys(value).length : 0;
  }),
};
