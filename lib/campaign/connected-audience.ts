/** Reads the audience object of a sending call: our filter tree, or the AND/OR object that existing clients send. */
import { z } from "zod";
import type { FilterNode, FilterTree } from "#lib/segment/filter.ts";
import { filterTreeSchema } from "#lib/segment/schema.ts";

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
  const [key, value] = Object.entries(node)[0] ?? [];
  if ((key === "AND" || key === "OR") && Array.isArray(value)) {
    const filters = value.map((child) => (isObject(child) ? translate(child, depth + 1) : null));
    return { op: key === "AND" ? "and" : "or", filters: filters as FilterNode[] };
  }
  if (key === "custom_attribute" && isObject(value)) {
    const leaf = {
      type: "attribute",
      attribute: `custom_attributes.${String(value.custom_attribute_name)}`,
      op: COMPARISONS[String(value.comparison)] ?? String(value.comparison),
      ...(value.value === undefined ? {} : { value: value.value }),
    } as FilterNode;
    return depth === 0 ? { op: "and", filters: [leaf] } : leaf;
  }
  if ((key === "email_subscription_status" || key === "push_subscription_status") && isObject(value)) {
    const attribute = key === "email_subscription_status" ? "email_subscribe" : "push_subscribe";
    const op = value.comparison === "is_not" ? "not_equal" : "equals";
    const leaf = { type: "attribute", attribute, op, value: value.value } as FilterNode;
    return depth === 0 ? { op: "and", filters: [leaf] } : leaf;
  }
  return null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
