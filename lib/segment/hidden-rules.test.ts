import { expect, it } from "vitest";
import type { FilterNode, FilterTree } from "./filter.ts";
import { hiddenRule } from "./hidden-rules.ts";

const all = (...filters: FilterNode[]): FilterTree => ({ op: "and", filters });
const attribute = (name: string, op: "equals" | "matches_regex" | "exists" = "equals"): FilterNode => ({
  type: "attribute",
  attribute: name,
  op,
  ...(op === "exists" ? {} : { value: "a" }),
});

it.each<[string, FilterNode]>([
  ["a standard attribute", attribute("email", "matches_regex")],
  ["a part of a custom attribute", attribute("address.city")],
  ["a custom attribute named like a column", attribute("custom_attributes.country")],
  ["a part of what a column is named like", attribute("country.code")],
  [
    "a property of an event",
    { type: "event", event: "e", op: "ever", filters: [{ property: "p", op: "equals", value: 1 }] },
  ],
  ["a product", { type: "purchase", op: "ever", product_id: "p1" }],
  [
    "a property of a purchase",
    { type: "purchase", op: "ever", filters: [{ property: "p", op: "equals", value: 1 }] },
  ],
  ["a variable of a journey", { type: "context", context: "c", op: "equals", value: 1 }],
])("%s asks for a hidden value", (_name, leaf) => {
  expect(hiddenRule(all(leaf))).toEqual(["filters", 0]);
});

it.each<[string, FilterNode]>([
  ["an id", attribute("external_id", "matches_regex")],
  ["a country", attribute("country")],
  ["whether a value is there", attribute("email", "exists")],
  ["an event", { type: "event", event: "e", op: "count_gte", value: 3 }],
  ["any purchase", { type: "purchase", op: "ever" }],
  ["what was received", { type: "received_campaign", op: "ever" }],
  ["a saved segment", { type: "segment", segment_id: "s" }],
  ["a list", { type: "list", list_id: "l" }],
  ["a random number", { type: "random_bucket", op: "between", value: [0, 99] }],
])("%s does not", (_name, leaf) => {
  expect(hiddenRule(all(leaf))).toBeNull();
});

it("says where, in groups too", () => {
  const inner: FilterNode = { op: "not", filters: [attribute("country"), attribute("phone")] };
  expect(hiddenRule(all(attribute("country"), inner))).toEqual(["filters", 1, "filters", 1]);
});
