import { StringStream } from "@codemirror/language";
import { describe, expect, it } from "vitest";
import { jsonTemplate } from "./json-template.ts";

/** What is coloured of each line, as `style text`. */
function coloured(text: string): string[] {
  const state = jsonTemplate.startState?.(2) ?? { inText: false };
  return text.split("\n").flatMap((line) => {
    const stream = new StringStream(line, 2, 2);
    const found: string[] = [];
    while (!stream.eol()) {
      stream.start = stream.pos;
      const style = jsonTemplate.token(stream, state);
      if (style) found.push(`${style} ${stream.current()}`);
    }
    return found;
  });
}

describe("the colours of JSON around Liquid", () => {
  it("tells names from texts, also after a value that Liquid fills in", () => {
    expect(coloured('{ "user": , "name": "", "tier": "gold" }')).toEqual([
      'propertyName "user"',
      'propertyName "name"',
      'string ""',
      'propertyName "tier"',
      'string "gold"',
    ]);
  });

  it("knows numbers and constants", () => {
    expect(coloured('[1, -2.5e3, true, null, "\\"x"]')).toEqual([
      "number 1",
      "number -2.5e3",
      "atom true",
      "atom null",
      'string "\\"x"',
    ]);
  });

  it("goes on with a text on the next line", () => {
    expect(coloured('"a\nb" 1')).toEqual(['string "a', 'string b"', "number 1"]);
  });
});
