import { describe, expect, it } from "vitest";
import { diffLines } from "#lib/webhook/line-diff.ts";
import { pairedLines } from "./diff-rows.ts";

function columns(before: string, after: string): (string | number)[][] {
  return pairedLines(diffLines(before, after), false).map((row) =>
    "hidden" in row ? [row.hidden] : [row.before?.line.text ?? "", row.after?.line.text ?? ""],
  );
}

describe("two columns", () => {
  it("put what replaced a line beside it, and leave the other side of a new or lost line empty", () => {
    expect(columns("a\nold\nlost\nz", "a\nnew\nz\nmore")).toEqual([
      ["a", "a"],
      ["old", "new"],
      ["lost", ""],
      ["z", "z"],
      ["", "more"],
    ]);
  });

  it("fold the same unchanged lines of both", () => {
    const same = ["1", "2", "3", "4", "5", "6", "7", "8"].join("\n");
    expect(columns(same, `${same}\n9`)).toEqual([[5], ["6", "6"], ["7", "7"], ["8", "8"], ["", "9"]]);
  });
});
