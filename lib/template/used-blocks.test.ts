import { describe, expect, it } from "vitest";
import { sameBlocks, usedBlocks } from "./used-blocks.ts";

const sources = { footer: "Bye {{content_blocks.${sign-off}}}", "sign-off": "Zoë", other: "x" };

describe("the content blocks of a definition", () => {
  it("are those it names and those inside them", () => {
    const definition = { body: { value: "Hi {{content_blocks.${footer}}}" } };
    expect(usedBlocks(definition, sources)).toEqual({
      footer: sources.footer,
      "sign-off": "Zoë",
    });
  });

  it.each([
    "{{ content_blocks.footer }}",
    "{{content_blocks . ${ footer }}}",
    "{% if content_blocks.footer %}",
  ])("are found in %s", (text) => expect(Object.keys(usedBlocks(text, sources))).toContain("footer"));

  it("are all of them when the name is only known while rendering", () => {
    expect(Object.keys(usedBlocks("{{ content_blocks[user.footer] }}", sources))).toEqual(
      Object.keys(sources).toSorted(),
    );
  });

  it("leave out names that are no block, and nothing is everything", () => {
    expect(usedBlocks("{{ content_blocks.constructor }} {{ content_blocks.gone }}", sources)).toEqual({});
  });

  it("may include each other in a circle", () => {
    const circle = { a: "{{content_blocks.b}}", b: "{{content_blocks.a}}" };
    expect(usedBlocks("{{content_blocks.a}}", circle)).toEqual(circle);
  });
});

it("compares blocks by name and source", () => {
  expect(sameBlocks({ a: "1" }, { a: "1" })).toBe(true);
  expect(sameBlocks({ a: "1" }, { a: "2" })).toBe(false);
  expect(sameBlocks({ a: "1" }, { a: "1", b: "2" })).toBe(false);
  expect(sameBlocks({ a: "1" }, { b: "1" })).toBe(false);
});
