import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rewriteAttributeSyntax } from "./attribute-syntax.ts";
import { print, renderData } from "./render-fixture.ts";

const at = (source: string, needle: string) => rewriteAttributeSyntax(source).text.indexOf(needle);

describe("the ${} attribute syntax", () => {
  it.each([
    ["{{${first_name}}}", "Léa"],
    ["{{ ${ first_name } }}", "Léa"],
    ["{{custom_attribute.${tier}}}", "gold"],
    ["{{custom_attribute.${my tier}}}", "silver"],
    ["{{custom_attribute.${address.zip code}}}", "69001"],
    ["{{custom_attribute.${address}['zip code']}}", "69001"],
    ["{{custom_attribute.${tags[1]}}}", "b"],
    ["{{event_properties.${a.b}}}", "deep"],
    ["{{event_properties.${a}.b}}", "deep"],
    ["{{campaign.${api_id}}}", "camp-1"],
    ["{{ user.first_name }} {{ user.tier }}", "Léa gold"],
    ["{{ event.name }} {{ event.time }}", "booked 2026-03-04T05:00:00.000Z"],
    ["{{ delivery.id }}/{{ delivery.attempt }}", "0190-delivery/1"],
    ["{{${email_address}}} {{${user_id}}} {{${braze_id}}}", "lea@example.com user-1 0190-profile"],
    ["{{${random_bucket_number}}} {{${time_zone}}}", "1234 Europe/Paris"],
    ["{% if custom_attribute.${my tier} == 'silver' %}yes{% endif %}", "yes"],
    ["{% for t in custom_attribute.${tags} %}[{{ t }}]{% endfor %}", "[a][b]"],
    ["{% assign n = ${first_name} | append: ${last_name} %}{{ n }}", "LéaMartin"],
    ["{{ ${nickname} | default: ${first_name} }}", "Léa"],
    ["{{ '${first_name}' }}", "${first_name}"],
    ["{% raw %}{{${first_name}}}{% endraw %}", "{{${first_name}}}"],
    ["costs ${5} today", "costs ${5} today"],
    ["{% assign first_name = 'other' %}{{${first_name}}}", "Léa"],
  ])("prints %s as %s", (template, expected) => {
    expect(print(template)).toBe(expected);
  });

  it("reads names in any script and with quotes in them", () => {
    const custom = { "имя клиента": "Anna", 'the "best"': "x", größe: "L" };
    const data = renderData();
    const profile = { ...data.profile!, custom_attributes: custom };
    expect(
      print(
        '{{custom_attribute.${имя клиента}}}{{custom_attribute.${the "best"}}}{{custom_attribute.${größe}}}',
        { ...data, profile },
      ),
    ).toBe("AnnaxL");
  });

  it("maps every offset outside a group back to the same character", () => {
    const source = "a {{${first_name}}} b {{ custom_attribute.${my tier} | upcase }} c";
    const rewritten = rewriteAttributeSyntax(source);
    for (const needle of ["a {{", "b {{", "upcase", "c"]) {
      expect(rewritten.sourceOffset(at(source, needle))).toBe(source.indexOf(needle));
    }
  });

  it("says where an attribute is left open", () => {
    expect(rewriteAttributeSyntax("x {{ ${first_name ").problem).toMatchObject({ offset: 5 });
    expect(rewriteAttributeSyntax("{{ ${} }}").problem).not.toBeNull();
  });

  it("never throws, and leaves text without Liquid alone", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom("{{", "}}", "${", "}", "{%", "%}", "'", '"', "\\", "a", ".", " ", "raw", "\n"),
        ),
        (parts) => {
          const source = parts.join("");
          const { text } = rewriteAttributeSyntax(source);
          if (!source.includes("{{") && !source.includes("{%")) expect(text).toBe(source);
        },
      ),
    );
  });
});
