/** Reads the audience object of a sending call: our filter tree, or the AND/OR object that existing clients send. */
import { z } from "zod";
import type { FilterNode, FilterTree } from "./filter.ts";
import { filterTreeSchema } from "./schema.ts";

const COMPARISONS: Readonly<Record<string, string>> = {
  equals: "equals",
  not_equal: "not_equal",
  does_not_equal: "not_equal",
  matches_regex: "matches_regex",
  does_not_match_regex: "does_not_match_regex",
  exists: "exists",
  does_not_exist: "does_not_exist",
  includes_value: "includes_value",
  does_not_include_value: "does_not_include_value",
  greater_than: "greater_than",
  greater_than_or_equal_to: "greater_than_or_equal",
  less_than: "less_than",
  less_than_or_equal_to: "less_than_or_equal",
  after: "after",
  before: "before",
};

const MAX_DEPTH = 10;

/** A filter tree from either form. */
export const audienceSchema = z.unknown().transform((given, context): FilterTree => {
  const tree = isObject(given) && !("op" in given) ? translate(given, 0) : given;
  const parsed = filterTreeSchema.safeParse(tree ?? {});
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues.slice(0, 10)) {
    const params = "params" in issue ? issue.params : undefined;
    context.addIssue({ code: "custom", path: issue.path, message: issue.message, params });
  }
  return z.NEVER;
});

function translate(node: Record<string, unknown>, depth: number): FilterNode | null {
  if (depth > MAX_DEPTH) return null;
  const [key = "", value] = Object.entries(node)[0] ?? [];
  if ((key === "AND" || key === "OR") && Array.isArray(value)) {
    const filters = value.map((child) => (isObject(child) ? translate(child, depth + 1) : null));
    return { op: key === "AND" ? "and" : "or", filters: filters as FilterNode[] };
  }
  const leaf = isObject(value) ? translateLeaf(key, value) : null;
  return leaf && depth === 0 ? { op: "and", filters: [leaf] } : leaf;
}

function translateLeaf(key: string, rule: Record<string, unknown>): FilterNode | null {
  const value = rule.value === undefined ? {} : { value: rule.value };
  const comparison = String(rule.comparison);
  switch (key) {
    case "custom_attribute": {
      const attribute = `custom_attributes.${String(rule.custom_attribute_name)}`;
      return {
        type: "attribute",
        attribute,
        op: COMPARISONS[comparison] ?? comparison,
        ...value,
      } as FilterNode;
    }
    case "email_subscription_status":
    case "push_subscription_status": {
      const attribute = key.startsWith("email") ? "email_subscribe" : "push_subscribe";
      const op = comparison === "is_not" ? "not_equal" : "equals";
      return { type: "attribute", attribute, op, ...value } as FilterNode;
    }
    default:
      return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
