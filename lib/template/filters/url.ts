import { percentEncode, RenderedText, toText } from "../rendered-text.ts";
import { type FilterTable, plain } from "./filter.ts";

const formEncode = plain(
  (value) => new RenderedText(percentEncode(toText(value)).replaceAll("%20", "+"), "url"),
);

const escapeUrl = plain(
  (value) =>
    new RenderedText(encodeURI(toText(value).toWellFormed()).replace(/%(5B|5D)/g, decodeBracket), "url"),
);

export const urlFilters: FilterTable = {
  url_encode: formEncode,
  cgi_escape: formEncode,
  url_escape: escapeUrl,
  uri_escape: escapeUrl,
  url_param_escape: plain((value) => new RenderedText(percentEncode(toText(value)), "url")),
  url_decode: plain((value) => {
    const text = toText(value);
    try {
      return decodeURIComponent(text.replaceAll("+", " "));
    } catch {
      return text;
    }
  }),
};

function decodeBracket(encoded: string): string {
  return encoded === "%5B" ? "[" : "]";
}
