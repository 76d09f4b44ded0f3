import { describe, expect, it } from "vitest";
import type { FilterGroup } from "#lib/segment/filter.ts";
import { fromRules, RULE_KINDS, starterLeaf, toRules } from "./filter-rules.ts";

describe("rules of the builder", () => {
  it("give back the tree they were made from, nested groups included", () => {
    const tree: FilterGroup = {
      op: "and",
      filters: [
        { type: "attribute", attribute: "tier", op: "equals", value: "gold" },
        {
          op: "not",
          filters: [
            { type: "event", event: "flight_booked", op: "count_gte", value: 3, within_days: 30 },
            { op: "or", filters: [{ type: "random_bucket", op: "between", value: [0, 99] }] },
          ],
        },
      ],
    };
    expect(fromRules(toRules(tree))).toEqual(tree);
  });

  it("start a rule afresh when its kind is changed", () => {
    const rules = toRules({ op: "and", filters: [starterLeaf("attribute")] });
    const [first] = rules.rules;
    if (typeof first !== "object" || "rules" in first) throw new Error("no rule");
    first.field = "event";
    expect(fromRules(rules).filters).toEqual([{ type: "event", event: "", op: "ever" }]);
  });

  it.each(RULE_KINDS)("start with their own kind: %s", (kind) => {
    expect(starterLeaf(kind).type).toBe(kind);
  });
});
