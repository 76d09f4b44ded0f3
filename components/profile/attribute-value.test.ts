import { describe, expect, it } from "vitest";
import { readValue, valueKind, valueText } from "./attribute-value.ts";

describe("editing the value of an attribute", () => {
  it.each([["gold"], [12.5], [false], [["a", "b"]], [{ city: "Nice" }], [[1, "x"]]])(
    "gives %j back when nothing is changed",
    (value) => {
      expect(readValue(valueKind(value), valueText(value))).toEqual({ ok: true, value });
    },
  );

  it.each([
    ["number", "many"],
    ["number", " "],
    ["json", "{a}"],
  ] as const)("says that this is no %s: %s", (kind, text) => {
    expect(readValue(kind, text)).toEqual({ ok: false, problem: kind });
  });
});
