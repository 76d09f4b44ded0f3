/**
 * How the JSON around Liquid is coloured. A parser of whole JSON takes each value that Liquid fills in for a mistake and
 * what follows it for something else; this one looks at single words only. Pure.
 */
import type { StreamParser } from "@codemirror/language";

export interface JsonState {
  /** Within a text that goes on, perhaps after Liquid. */
  inText: boolean;
}

/** Names of properties, texts, numbers and constants, one line at a time. */
export const jsonTemplate: StreamParser<JsonState> = {
  name: "json-template",
  startState: () => ({ inText: false }),
  token(stream, state) {
    if (state.inText) return restOfText(stream, state);
    if (stream.eatSpace()) return null;
    if (stream.eat('"')) return restOfText(stream, state);
    if (stream.match(/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/)) return "number";
    if (stream.match(/^(?:true|false|null)\b/)) return "atom";
    stream.next();
    return null;
  },
  languageData: { closeBrackets: { brackets: ["[", "{", '"'] } },
};

function restOfText(stream: Parameters<typeof jsonTemplate.token>[0], state: JsonState): string {
  state.inText = !stream.match(/^(?:[^"\\]|\\.)*"/);
  if (state.inText) stream.skipToEnd();
  return !state.inText && stream.match(/^\s*:/, false) ? "propertyName" : "string";
}
