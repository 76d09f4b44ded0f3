/** Between our filter tree and the rules of the visual builder. Pure; a tree survives the way there and back unchanged. */
import type { RuleGroupType, RuleType } from "react-querybuilder";
import {
  type FilterGroup,
  type FilterLeaf,
  type FilterNode,
  type GroupOperator,
  isGroup,
} from "#lib/segment/filter.ts";

/** Kinds of rule the builder offers, in the order of its list. */
export const RULE_KINDS = [
  "attribute",
  "event",
  "purchase",
  "received_campaign",
  "received_canvas",
  "segment",
  "list",
  "random_bucket",
] as const;

/** A new rule of a kind, to be completed by the author. */
export function starterLeaf(kind: string): FilterLeaf {
  switch (kind) {
    case "event":
      return { type: "event", event: "", op: "ever" };
    case "purchase":
      return { type: "purchase", op: "ever" };
    case "received_campaign":
      return { type: "received_campaign", op: "never" };
    case "received_canvas":
      return { type: "received_canvas", op: "never" };
    case "segment":
      return { type: "segment", segment_id: "", op: "in" };
    case "list":
      return { type: "list", list_id: "", op: "in" };
    case "random_bucket":
      return { type: "random_bucket", op: "between", value: [0, 4_999] };
    default:
      return { type: "attribute", attribute: "", op: "equals", value: "" };
  }
}

/** Places serve as ids, so that a row keeps its fields while it is typed in. */
export function toRules(group: FilterGroup, id = "root"): RuleGroupType {
  return {
    id,
    combinator: group.op,
    rules: group.filters.map((node, index) => toRule(node, `${id}.${index}`)),
  };
}

function toRule(node: FilterNode, id: string): RuleGroupType | RuleType {
  return isGroup(node) ? toRules(node, id) : { id, field: node.type, operator: "=", value: node };
}

export function fromRules(rules: RuleGroupType): FilterGroup {
  return {
    op: rules.combinator as GroupOperator,
    filters: rules.rules.flatMap((rule): FilterNode[] => {
      if (typeof rule === "string") return [];
      if ("rules" in rule) return [fromRules(rule)];
      const leaf = rule.value as FilterLeaf | "" | undefined;
      return [leaf && typeof leaf === "object" && leaf.type === rule.field ? leaf : starterLeaf(rule.field)];
    }),
  };
}
