import { expect, it } from "vitest";
import { objectIn, splitLines } from "./split-lines.ts";

it("numbers lines as in the text and passes over empty ones", () => {
  expect(splitLines('\n{"a":1}\r\n\n  {"b":2}', 10)).toEqual([
    { line: 2, content: '{"a":1}' },
    { line: 4, content: '{"b":2}' },
  ]);
  expect(splitLines("", 10)).toEqual([]);
});

it("refuses more lines than there may be", () => {
  expect(splitLines("1\n2\n3\n", 3)).toHaveLength(3);
  expect(splitLines("1\n2\n3\n4", 3)).toBeNull();
});

it.each([
  ["{", "invalid_json"],
  ["[1]", "not_an_object"],
  ["null", "not_an_object"],
])("finds no object in %s", (content, code) => {
  expect(objectIn(content)).toMatchObject({ ok: false, code });
});
