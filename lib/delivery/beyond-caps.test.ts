import { expect, it } from "vitest";
import { beyondCaps } from "./beyond-caps.ts";

const rules = [
  { max: 2, tag: null },
  { max: 1, tag: "promo" },
];
const applies = (rule: { tag: string | null }, { tag }: { tag: string }) =>
  rule.tag === null || rule.tag === tag;

it("lets people have as many as every rule that applies leaves, counting what this batch gives", () => {
  const items = [
    { profileId: "a", tag: "news" },
    { profileId: "a", tag: "promo" },
    { profileId: "b", tag: "promo" },
    { profileId: "b", tag: "promo" },
    { profileId: "b", tag: "news" },
  ];
  const beyond = beyondCaps(items, rules, new Map([["0 a", 1]]), applies);
  expect(items.map((item) => beyond.has(item))).toEqual([false, true, false, true, false]);
});
