import { describe, expect, it } from "vitest";
import { compileTemplate } from "#lib/template/compile-template.ts";
import { groupOf, languageBranches, liquidFor } from "./liquid-snippet.ts";

describe("Liquid for a chosen value", () => {
  it.each([
    [{ name: "${first_name}", fallback: "", filter: "" }, "{{${first_name}}}"],
    [
      { name: "${first_name}", fallback: "friend", filter: "upcase" },
      "{{${first_name} | default: 'friend' | upcase}}",
    ],
    [
      { name: "custom_attribute.${x}", fallback: "l'ami", filter: "" },
      '{{custom_attribute.${x} | default: "l\'ami"}}',
    ],
    [{ name: "${dob}", fallback: "", filter: "date" }, "{{${dob} | date: '%Y-%m-%d'}}"],
  ])("of %o is %s", (value, liquid) => expect(liquidFor(value)).toBe(liquid));

  it.each([
    ["${first_name}", "standard"],
    ["event_properties.${points}", "event"],
    ["secrets.crm", "secret"],
    ["context.${member}", "other"],
  ])("%s is listed under %s", (name, group) => expect(groupOf(name)).toBe(group));
});

it("branches by language are Liquid with one branch each and one for the others", () => {
  const text = languageBranches(["fr", "pt-br"], "Hello");
  expect(text).toBe(
    "{% case ${language} %}{% when 'fr' %}Hello{% when 'pt-br' %}Hello{% else %}Hello{% endcase %}",
  );
  const { problems, branches } = compileTemplate(text, "webhook.body", "text", 10_000);
  expect(problems).toEqual([]);
  expect(branches.map(({ tag }) => tag)).toEqual(["when", "when", "else"]);
});
