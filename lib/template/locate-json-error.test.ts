import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { english } from "#lib/i18n/english.ts";
import messages from "#lib/i18n/messages/en/problems.json" with { type: "json" };
import { locateJsonError } from "./locate-json-error.ts";

const say = english(messages);

describe("the place where a text stops being JSON", () => {
  it.each([
    ["", 0, "it is empty"],
    ['{"n": }', 6, "unexpected `}`"],
    ['{"a":1,}', 7, "unexpected `}`"],
    ["[1,]", 3, "unexpected `]`"],
    ["[1 2]", 3, "unexpected `2`"],
    ['{"a" 1}', 5, "unexpected `1`"],
    ["{a:1}", 1, "unexpected `a`"],
    ['{"a":"x', 5, "the text that begins here is never closed"],
    ['{"a":"x\ny"}', 7, "a line break or control character stands inside a text"],
    ['{"a":"\\q"}', 6, "unexpected `\\q`"],
    ['{"a":1', 6, "`}` is missing at the end"],
    ['{"a":1} x', 8, "unexpected `x`"],
    ["[01]", 2, "unexpected `1`"],
    ["{'a':1}", 1, "unexpected `'`"],
    ["[tru]", 1, "unexpected `t`"],
  ])("%j → %i, %s", (text, offset, reason) => {
    const found = locateJsonError(text);
    expect(found.offset).toBe(offset);
    expect(say(found.reason.key, found.reason.values as Record<string, string>)).toBe(reason);
  });

  it("is found in every text JSON.parse refuses, and only there", () => {
    const piece = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"',
      "\\",
      "1",
      "-",
      ".",
      "e",
      "true",
      "null",
      " ",
      "\n",
      "a",
      '"a"',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join("");
        let parses = true;
        try {
          JSON.parse(text);
        } catch {
          parses = false;
        }
        const fallback = locateJsonError(text).reason.key === "json.unreadable.message";
        expect(fallback).toBe(parses);
      }),
      { numRuns: 3000 },
    );
  });
});
