import { describe, expect, it } from "vitest";
import { groupOf, liquidFor } from "./liquid-snippet.ts";

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
