import { describe, expect, it } from "vitest";
import { cut, disarmed, isStorable, isStorableJson, rearmed, shorten, storable } from "./text.ts";

const HALF = "\ud83d";

describe("text that can be stored", () => {
  it.each([
    ["plain", "Zoë 🎉", true],
    ["a NUL character", "a\u0000b", false],
    ["the first half of a pair", `a${HALF}`, false],
    ["the second half of a pair", "\ude00a", false],
    ["an escape that is text", "C:\\u0000 and \\ud83d", true],
    ["a backslash before a NUL character", "\\\u0000", false],
    ["a backslash before half of a pair", `\\${HALF}`, false],
  ])("%s", (_, text, good) => {
    expect(isStorable(text)).toBe(good);
    expect(isStorableJson(JSON.stringify({ x: [text] }))).toBe(good);
    expect(isStorableJson(JSON.stringify({ [text]: 1 }))).toBe(good);
    expect(isStorable(storable(text))).toBe(true);
  });
});

describe("cutting", () => {
  it("never leaves half of an emoji", () => {
    expect(cut("ab🎉cd", 3)).toBe("ab");
    expect(cut("ab🎉cd", 4)).toBe("ab🎉");
    expect(cut("ab", 4)).toBe("ab");
    expect(shorten("ab🎉cd", 3)).toBe("ab…");
    expect(shorten("abc", 3)).toBe("abc");
  });

  it("replaces what was broken before", () => {
    expect(cut(`a\u0000${HALF}bcd`, 4)).toBe("a\uFFFD\uFFFDb");
  });
});

describe("cells of spreadsheets", () => {
  it.each(["=HYPERLINK(1)", "+cmd|'/c'!A0", "-2+3+cmd()", "@SUM(1)", "\tx"])(
    "%j is disarmed, and read back",
    (cell) => {
      expect(disarmed(cell)).toBe(`'${cell}`);
      expect(rearmed(disarmed(cell))).toBe(cell);
    },
  );
  it.each(["-5", "+33 6 12 34 56 78", "-1,250.50", "Zoë", "'quoted"])("%j stays", (cell) => {
    expect(disarmed(cell)).toBe(cell);
    expect(rearmed(cell)).toBe(cell);
  });
});
