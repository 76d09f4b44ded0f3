import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffLines } from "./line-diff.ts";
import { diffMessages } from "./message-diff.ts";
import { WebhookMessage } from "./schema.ts";
import { diffValues } from "./value-diff.ts";

const marks = (before: string, after: string): string[] =>
  diffLines(before, after).map(({ mark, text }) => `${{ same: " ", added: "+", removed: "-" }[mark]}${text}`);

describe("lines", () => {
  it("show a changed line as removed, then added, with the numbers of each side", () => {
    expect(marks("a\nb\nc", "a\nB\nc\nd")).toEqual([" a", "-b", "+B", " c", "+d"]);
    expect(diffLines("a\nb", "b")).toEqual([
      { mark: "removed", text: "a", before: 1, after: null },
      { mark: "same", text: "b", before: 2, after: 1 },
    ]);
  });

  it("give back both texts, whatever they are", () => {
    const text = fc.array(fc.constantFrom("a", "b", "", "{", "}")).map((lines) => lines.join("\n"));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before, after);
        const side = (other: "added" | "removed"): string =>
          lines
            .filter(({ mark }) => mark !== other)
            .map((line) => line.text)
            .join("\n");
        expect(side("added")).toBe(before);
        expect(side("removed")).toBe(after);
      }),
    );
  });

  it("treat a very long change as one replacement instead of never ending", () => {
    const many = (letter: string): string => Array.from({ length: 3_000 }, (_, at) => letter + at).join("\n");
    expect(diffLines(many("a"), many("b"))).toHaveLength(6_000);
  });
});

describe("values", () => {
  it("name the deepest place that differs", () => {
    expect(diffValues({ a: { b: 1, c: 2 }, d: 1 }, { a: { b: 3, c: 2 }, e: null })).toEqual([
      { path: "a.b", kind: "changed", before: 1, after: 3 },
      { path: "d", kind: "removed", before: 1, after: undefined },
      { path: "e", kind: "added", before: undefined, after: null },
    ]);
  });

  it("see an item put in front as one addition", () => {
    expect(diffValues(["b", "c"], ["a", "b", "c"])).toEqual([
      { path: "0", kind: "added", before: undefined, after: "a" },
    ]);
  });

  it("look into an item that changed in its place", () => {
    expect(diffValues([{ id: 1, n: 1 }, { id: 2 }], [{ id: 1, n: 2 }, { id: 2 }])).toEqual([
      { path: "0.n", kind: "changed", before: 1, after: 2 },
    ]);
  });

  it("do not depend on the order of keys, and tell 101 from “101”", () => {
    expect(diffValues({ a: 1, b: 2 }, { b: 2, a: 1 })).toEqual([]);
    expect(diffValues({ a: 101 }, { a: "101" })).toHaveLength(1);
  });
});

describe("messages", () => {
  const message = (change: Record<string, unknown>) =>
    WebhookMessage.parse({
      url: "https://api.example.com/a",
      body: { type: "json", value: { n: 1 } },
      ...change,
    });

  it("compare JSON trees by structure and templates by line", () => {
    expect(diffMessages(message({}), message({ body: { type: "json", value: { n: 2 } } }))).toEqual([
      { part: "body", kind: "values", changes: [{ path: "n", kind: "changed", before: 1, after: 2 }] },
    ]);
    const template = (value: string) => message({ body: { type: "json", value } });
    expect(diffMessages(template("{\n1\n}"), template("{\n2\n}"))).toMatchObject([
      { part: "body", kind: "lines", lines: [{ text: "{" }, { text: "1" }, { text: "2" }, { text: "}" }] },
    ]);
  });

  it("name a header that came, went or changed", () => {
    const before = message({ headers: { Accept: "text/plain", "X-Old": "1" } });
    const after = message({ headers: { Accept: "application/json", "X-New": "1" } });
    expect(diffMessages(before, after)).toEqual([
      { part: "headers.Accept", kind: "value", before: "text/plain", after: "application/json" },
      { part: "headers.X-Old", kind: "value", before: "1", after: null },
      { part: "headers.X-New", kind: "value", before: null, after: "1" },
    ]);
  });

  it("say that the body became another kind of body", () => {
    const after = message({ body: { type: "form", value: { n: 1 } } });
    expect(diffMessages(message({}), after).map(({ part }) => part)).toEqual(["body.type", "body"]);
  });

  it("are equal to themselves", () => {
    expect(diffMessages(message({}), message({}))).toEqual([]);
  });
});
