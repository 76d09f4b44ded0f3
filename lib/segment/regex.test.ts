import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRegex } from "./regex.ts";
import { regexMatches } from "./regex-match.ts";

const atom = fc.constantFrom(
  "a",
  "b",
  ".",
  "[ab]",
  "[^a]",
  "\\d",
  "\\w",
  "(?:a|b)",
  "(ab)",
  "(?:)",
  "^",
  "$",
  "é",
  "😀",
);
const piece = fc
  .tuple(atom, fc.constantFrom("", "*", "+", "?", "{2}", "{1,3}", "{0,}", "*?"))
  .map(([one, many]) => (one === "^" || one === "$" ? one : one + many));
const pattern = fc
  .array(
    fc.array(piece, { maxLength: 4 }).map((list) => list.join("")),
    { minLength: 1, maxLength: 3 },
  )
  .map((list) => list.join("|"));
const text = fc
  .array(fc.constantFrom("a", "b", "1", "\n", "é", "😀"), { maxLength: 6 })
  .map((list) => list.join(""));

describe("regular expressions of filters", () => {
  it("match what the language itself matches", () => {
    fc.assert(
      fc.property(pattern, text, (source, subject) => {
        expect(regexMatches(source, subject)).toBe(new RegExp(source, "su").test(subject));
      }),
      { numRuns: 3_000 },
    );
  });

  it("stay fast on the patterns that hang others", () => {
    const started = performance.now();
    expect(regexMatches("^(?:a+)+$", `${"a".repeat(5_000)}!`)).toBe(false);
    expect(regexMatches("(?:a|a)*b", "a".repeat(5_000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it("ignore case on request", () => {
    expect(regexMatches("(?i)^ÉCOLE [a-z]+$", "école ABC")).toBe(true);
  });

  it.each([
    "(a",
    "a)",
    "[a",
    "*a",
    "a**",
    "\\1",
    "(?=a)",
    "(?<n>a)",
    "\\b",
    "a{2,1}",
    "(?:a{200}){200}",
    "^*",
    "[]",
    "\\",
  ])("refuse %s with a hint", (source) => {
    expect(parseRegex(source)).toMatchObject({ ok: false, hint: expect.stringMatching(/./) });
  });
});
