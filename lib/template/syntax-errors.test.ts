import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WebhookMessageInput } from "#lib/webhook/schema.ts";
import { compileTemplate } from "./compile-template.ts";
import { convertBody } from "./convert-body.ts";
import { parseCurl } from "./parse-curl.ts";
import { render, renderData } from "./render-fixture.ts";
import { positionAt } from "./source-position.ts";

const problem = (source: string) => {
  const [first] = compileTemplate(source, "webhook.body", "text", 100_000).problems;
  return first === undefined ? null : { ...first, ...positionAt(source, first.offset) };
};

describe("a syntax error", () => {
  it.each([
    ["a\nb {% if x %}\nc", 2, 3, "The tag opened on line 2 (`if`) is never closed.", "endif"],
    [
      "{{${first_name}}} {% for a in b %}",
      1,
      19,
      "The tag opened on line 1 (`for`) is never closed.",
      "endfor",
    ],
    ["x {{ a ", 1, 3, "The output opened on line 1 is never closed.", "}}"],
    ["x {% if a ", 1, 3, "The tag opened on line 1 (`if`) has no `%}`.", "%}"],
    ["{% endif %}", 1, 1, "`endif` stands here without a `if` before it.", "{% if"],
    ["{% fro a in b %}{% endfor %}", 1, 1, "There is no tag called `fro`.", "`for`"],
    ["\n{{${first_name} | upcse }}", 2, 1, "There is no filter called `upcse`.", "`upcase`"],
    ["{% include 'x' %}", 1, 1, "There is no tag called `include`.", ""],
    ["{{ }}", 1, 4, "A value is missing here.", "{{"],
    ["{{ first name }}", 1, 1, "Two values stand side by side here.", "custom_attribute"],
    ["{% if a == %}{% endif %}", 1, 1, "A value is missing beside an operator.", ""],
    ["{{ 'a' upcase }}", 1, 1, "Two values stand side by side here.", ""],
    ["{{ a | append 'x' }}", 1, 15, "Something", "`:`"],
    ["{% raw %} x", 1, 1, "is never closed", "endraw"],
    ["{{ ${a", 1, 4, "The attribute opened here is never closed.", "}"],
    ["{% connected_content %}", 1, 1, "connected_content needs an address", ""],
    ["{% connected_content https://x/ :frob 1 %}", 1, 1, "no option :frob", ""],
    ["{% message_extras :key a %}", 1, 1, "needs :value", ""],
  ])("in %j is placed at %i:%i", (source, line, column, message, hint) => {
    const found = problem(source);
    expect(found).toMatchObject({ code: "liquid.syntax", line, column });
    expect(found?.message).toContain(message);
    expect(found?.hint).toContain(hint);
    expect(found?.message).not.toContain("__attribute");
  });

  it.each([
    "{{ a or b }}",
    "{% if not a and b contains 'c' %}{% endif %}",
    "{% assign a = b | plus: 1 %}",
    "{{ (1..3) | join }}",
    "{%- liquid\n assign a = 1\n echo a\n-%}",
    "{% # note %}",
    "{% comment %} {{ ${ }} {% endcomment %}",
  ])("is not seen in %j", (source) => {
    expect(problem(source)).toBeNull();
  });
});

describe("any text as a template", () => {
  const piece = fc.constantFrom(
    ..."{{ }} {% %} {{- -%} ${ } | : , . ' \" \\ [ ] ( ) == and not if endif for in endfor assign = capture endcapture case when endcase".split(
      " ",
    ),
    ..."raw endraw comment endcomment cycle increment liquid echo abort_message message_extras connected_content :key :save :body secrets.crm".split(
      " ",
    ),
    ..."a 1 -1 1.5 'x' nil empty (1..3) first_name content_blocks.${a} custom_attribute.${tags} json date append default split map where sort".split(
      " ",
    ),
    " ",
    " ",
    "\n",
    "{",
    "é",
    "🎉",
  );

  it("compiles and renders to an answer, never to an exception", () => {
    const data = renderData({ content_blocks: { a: "{{ b }}" } });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), fc.constantFrom("json", "text"), (pieces, type) => {
        const source = pieces.join("");
        const body: WebhookMessageInput["body"] =
          type === "json" ? { type, value: source } : { type: "form", value: { k: source } };
        const result = render({ url: `https://example.com/${source}`, headers: { A: source }, body }, data);
        expect(result.ok || result.message.length > 0).toBe(true);
        render(
          {
            url: "https://example.com/",
            body: type === "json" ? body : { type: "json", value: { [source]: source } },
          },
          data,
          { maskSecrets: true },
        );
        convertBody({ type: "json", value: source }, "fields");
        parseCurl(`curl ${source}`);
      }),
      { numRuns: 400 },
    );
  });
});
