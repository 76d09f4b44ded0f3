import { describe, expect, it } from "vitest";
import { asKind, isFree, withEntry, withNewEntry, withoutEntry } from "./field-tree.ts";

describe("field tree", () => {
  it("keeps the order of fields when one is renamed", () => {
    expect(JSON.stringify(withEntry({ a: 1, b: 2, c: 3 }, 1, { key: "z" }))).toBe('{"a":1,"z":2,"c":3}');
  });

  it("adds a field under a free name", () => {
    expect(withNewEntry({ field_2: "x" })).toEqual({ field_2: "x", field_3: "" });
  });

  it("adds to and removes from lists", () => {
    expect(withoutEntry(withNewEntry(["a", "b"]), 0)).toEqual(["b", ""]);
  });

  it("knows when a name is taken by another field", () => {
    expect(isFree({ a: 1, b: 2 }, 0, "b")).toBe(false);
    expect(isFree({ a: 1, b: 2 }, 0, "a")).toBe(true);
  });

  it.each([
    ["12", "number", 12],
    ["a lot", "number", 0],
    [true, "text", "true"],
    ["x", "list", ["x"]],
    [["x"], "object", { field_1: "x" }],
    [{ a: 1 }, "list", [1]],
  ] as const)("turns %j into a %s", (value, kind, expected) => {
    expect(asKind(value as never, kind)).toEqual(expected);
  });
});
