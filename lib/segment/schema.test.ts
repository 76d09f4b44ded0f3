import { describe, expect, it } from "vitest";
import { describe as inWords } from "./describe.ts";
import { filterTreeSchema, splitFilterSchema } from "./schema.ts";

function problems(filter: unknown): string[] {
  const parsed = filterTreeSchema.safeParse(filter);
  return parsed.success ? [] : parsed.error.issues.map((issue) => issue.path.join("."));
}
const one = (leaf: unknown) => ({ op: "and", filters: [leaf] });

describe("filter tree", () => {
  it.each([
    [{ type: "attribute", attribute: "age", op: "greater_than", value: "3" }, "filters.0.value"],
    [{ type: "attribute", attribute: "a..b", op: "exists" }, "filters.0.attribute"],
    [{ type: "attribute", attribute: "a", op: "equals" }, "filters.0.value"],
    [{ type: "attribute", attribute: "a", op: "before", value: "2026-02-30" }, "filters.0.value"],
    [{ type: "attribute", attribute: "a", op: "equals", value: 1e20 }, "filters.0.value"],
    [{ type: "attribute", attribute: "created_at", op: "equals", value: "x" }, "filters.0.op"],
    [{ type: "event", event: "x", op: "count_gte", value: 1.5 }, "filters.0.value"],
    [
      { type: "event", event: "x", op: "ever", filters: [{ property: "p", op: "contains", value: "" }] },
      "filters.0.filters.0.value",
    ],
    [{ type: "segment", segment_id: "nope" }, "filters.0.segment_id"],
    [{ type: "random_bucket", op: "between", value: [9, 1] }, "filters.0.value"],
    [{ type: "context", context: "x", op: "exists" }, "filters.0.type"],
    [{ type: "wat" }, "filters.0.type"],
  ])("names the place of what is wrong in %j", (leaf, path) => {
    expect(problems(one(leaf))).toEqual([path]);
  });

  it("accepts context variables in a canvas", () => {
    expect(splitFilterSchema.safeParse(one({ type: "context", context: "x", op: "exists" })).success).toBe(
      true,
    );
  });

  it("refuses hostile depth without recursing and more than 200 rules", () => {
    let deep: unknown = one({ type: "attribute", attribute: "a", op: "exists" });
    for (let level = 0; level < 20_000; level += 1) deep = one(deep);
    expect(problems(deep)).toHaveLength(1);
    const rule = { type: "attribute", attribute: "a", op: "exists" };
    expect(problems({ op: "or", filters: Array(200).fill(rule) })).toEqual([]);
    expect(problems({ op: "or", filters: Array(201).fill(rule) })).toHaveLength(1);
  });

  it("reads as a sentence", () => {
    const tree = filterTreeSchema.parse({
      op: "and",
      filters: [
        { type: "attribute", attribute: "tier", op: "equals", value: ["gold", "silver"] },
        {
          type: "event",
          event: "booked",
          op: "count_gte",
          value: 3,
          within_days: 30,
          filters: [{ property: "fare", op: "greater_than", value: 100 }],
        },
        { op: "not", filters: [{ type: "attribute", attribute: "vip", op: "exists" }] },
      ],
    });
    expect(inWords(tree)).toBe(
      "tier is “gold” or “silver” and did “booked” where fare is greater than 100 at least 3 times in the last 30 days and none of (vip is set)",
    );
    expect(inWords({ op: "and", filters: [] })).toBe("everybody");
  });
});
