import { describe, expect, it } from "vitest";
import { completed, matching, typedAt } from "./liquid-completion.ts";

const at = (marked: string) => {
  const caret = marked.indexOf("|");
  return { text: marked.replace("|", ""), caret };
};

describe("completion of Liquid in one line", () => {
  it.each([
    ["https://a.example/{{|", ""],
    ["https://a.example/{{ fir|", "fir"],
    ["{{${first|", "${first"],
    ["{{a}}/{{event_properties.${p|", "event_properties.${p"],
    ["{{custom_attribute.${two wo|", "custom_attribute.${two wo"],
  ])("offers names in %s", (marked, prefix) => {
    const { text, caret } = at(marked);
    expect(typedAt(text, caret)?.prefix).toBe(prefix);
  });

  it.each(["https://a.example|", "{{ name }}|", "{{ name | upca|", "{{ first name|", "{ {|"])(
    "offers none in %s",
    (marked) => {
      // The last bar stands for the caret.
      const caret = marked.lastIndexOf("|");
      expect(typedAt(marked.slice(0, caret) + marked.slice(caret + 1), caret)).toBeNull();
    },
  );

  it.each([
    ["a/{{fi|", "a/{{${first_name}}}|"],
    ["a/{{ fi| }}/b", "a/{{ ${first_name}| }}/b"],
  ])("completes %s", (before, after) => {
    const { text, caret } = at(before);
    const typed = typedAt(text, caret);
    if (!typed) throw new Error("nothing is typed");
    const done = completed(text, caret, typed, "${first_name}");
    expect(`${done.text.slice(0, done.caret)}|${done.text.slice(done.caret)}`).toBe(after);
  });

  it("finds names with or without their braces, those that begin with it first", () => {
    const items = [{ name: "custom_attribute.${tier}" }, { name: "${time_zone}" }, { name: "secrets.tier" }];
    expect(matching(items, "ti").map(({ name }) => name)).toEqual([
      "${time_zone}",
      "custom_attribute.${tier}",
      "secrets.tier",
    ]);
    expect(matching(items, "custom_attribute.t")).toHaveLength(1);
  });
});
