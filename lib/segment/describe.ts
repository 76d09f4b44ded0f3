/** Says a filter tree in plain English, one rule per phrase, in an order that does not depend on chance. */
import type {
  EventFilter,
  FilterLeaf,
  FilterNode,
  FilterTree,
  PropertyFilter,
  PurchaseFilter,
  ReceivedCampaignFilter,
  ReceivedCanvasFilter,
} from "./filter.ts";
import { isGroup, isPropertyGroup } from "./filter.ts";
import type { FilterValue, ValueOperator } from "./operators.ts";

/** Names shown instead of ids. */
export interface NameLookup {
  segment?: ((id: string) => string | undefined) | undefined;
  campaign?: ((id: string) => string | undefined) | undefined;
  canvas?: ((id: string) => string | undefined) | undefined;
  list?: ((id: string) => string | undefined) | undefined;
}

const OPERATOR_WORDS: Record<ValueOperator, string> = {
  equals: "is",
  not_equal: "is not",
  greater_than: "is greater than",
  greater_than_or_equal: "is at least",
  less_than: "is less than",
  less_than_or_equal: "is at most",
  exists: "is set",
  does_not_exist: "is not set",
  contains: "contains",
  not_contains: "does not contain",
  matches_regex: "matches",
  does_not_match_regex: "does not match",
  includes_value: "includes",
  does_not_include_value: "does not include",
  before: "is before",
  after: "is after",
  within_days: "is within the last",
  not_within_days: "is not within the last",
};

/** The whole tree as one sentence part, "everybody" when there is no condition. */
export function describe(tree: FilterTree, names: NameLookup = {}): string {
  return describeNode(tree, names, true) || "everybody";
}

/** The tree as indented lines, one rule each: for lists and for comparing two versions. */
export function describeLines(tree: FilterTree, names: NameLookup = {}, indent = 0): string[] {
  if (tree.filters.length === 0) return indent === 0 ? ["everybody"] : [];
  const pad = "  ".repeat(indent);
  const head = { and: "all of:", or: "any of:", not: "none of:" }[tree.op];
  const lines = tree.filters.flatMap((node) =>
    isGroup(node) ? describeLines(node, names, indent + 1) : [`${pad}  ${describeLeaf(node, names)}`],
  );
  return [`${pad}${head}`, ...lines];
}

function describeNode(node: FilterNode, names: NameLookup, outer: boolean): string {
  if (!isGroup(node)) return describeLeaf(node, names);
  const inner = node.op === "not";
  const parts = node.filters
    .map((child) => describeNode(child, names, inner && node.filters.length === 1))
    .filter(Boolean);
  return joinWords(node.op, parts, outer);
}

function joinWords(op: "and" | "or" | "not", parts: readonly string[], outer: boolean): string {
  if (parts.length === 0) return "";
  if (op === "not") return `none of (${parts.join("; ")})`;
  const text = parts.join(op === "and" ? " and " : " or ");
  return outer || parts.length === 1 ? text : `(${text})`;
}

/** One rule in words. */
export function describeLeaf(leaf: FilterLeaf, names: NameLookup = {}): string {
  switch (leaf.type) {
    case "attribute":
      return describeCondition(leaf.attribute, leaf.op, leaf.value);
    case "context":
      return describeCondition(`context ${leaf.context}`, leaf.op, leaf.value);
    case "event":
      return describeOccurrence(`did ${quoted(leaf.event)}`, `never did ${quoted(leaf.event)}`, leaf);
    case "purchase": {
      const what = leaf.product_id === undefined ? "anything" : quoted(leaf.product_id);
      return describeOccurrence(`bought ${what}`, `never bought ${what}`, leaf);
    }
    case "received_campaign":
    case "received_canvas":
      return describeReceived(leaf, names);
    case "segment":
      return `${leaf.op === "not_in" ? "not in" : "in"} segment ${quoted(names.segment?.(leaf.segment_id) ?? leaf.segment_id)}`;
    case "list":
      return `${leaf.op === "not_in" ? "not on" : "on"} list ${quoted(names.list?.(leaf.list_id) ?? leaf.list_id)}`;
    case "random_bucket":
      return `random number from ${leaf.value[0]} to ${leaf.value[1]}`;
  }
}

/** One comparison in words, for example `fare is greater than 100`. */
export function describeCondition(
  subject: string,
  op: ValueOperator,
  value?: FilterValue | undefined,
): string {
  const words = `${subject} ${OPERATOR_WORDS[op]}`;
  if (value === undefined) return words;
  if (op === "within_days" || op === "not_within_days") return `${words} ${days(value)}`;
  return `${words} ${describeValue(value)}`;
}

function describeValue(value: FilterValue): string {
  if (Array.isArray(value)) return value.map(describeScalar).join(" or ");
  if (typeof value !== "object") return describeScalar(value);
  return "days_ago" in value ? `${days(value.days_ago)} ago` : `${days(value.days_from_now)} from now`;
}

function describeScalar(value: string | number | boolean): string {
  return typeof value === "string" ? quoted(value) : String(value);
}

function describeOccurrence(did: string, never: string, leaf: EventFilter | PurchaseFilter): string {
  const where = leaf.filters?.length ? ` where ${leaf.filters.map(describeProperty).join(" and ")}` : "";
  const window = leaf.within_days === undefined ? "" : ` in the last ${days(leaf.within_days)}`;
  switch (leaf.op) {
    case "ever":
      return `${did}${where}${window}`;
    case "never":
      return `${window ? did.replace(/^/, "never ") : never}${where}${window}`;
    case "count_gte":
      return `${did}${where} at least ${times(leaf.value)}${window}`;
    case "count_lte":
      return `${did}${where} at most ${times(leaf.value)}${window}`;
    case "count_eq":
      return `${did}${where} exactly ${times(leaf.value)}${window}`;
    case "first_within_days":
      return `first ${did}${where} in the last ${days(leaf.value)}`;
    case "first_not_within_days":
      return `did not first do this in the last ${days(leaf.value)}: ${did}${where}`;
    case "last_within_days":
      return `last ${did}${where} in the last ${days(leaf.value)}`;
    case "last_not_within_days":
      return `not in the last ${days(leaf.value)}: ${did}${where}`;
  }
}

/** A property filter or group in words. */
export function describeProperty(filter: PropertyFilter): string {
  if (!isPropertyGroup(filter)) return describeCondition(filter.property, filter.op, filter.value);
  return joinWords(filter.op, filter.filters.map(describeProperty).filter(Boolean), false);
}

const STATUS_WORDS: Record<string, string> = { delivered: "received" };

function describeReceived(leaf: ReceivedCampaignFilter | ReceivedCanvasFilter, names: NameLookup): string {
  const what = receivedSubject(leaf, names);
  const status = leaf.status ?? "delivered";
  const verb = STATUS_WORDS[status] ?? `has a ${status} message of`;
  const window = leaf.within_days === undefined ? "" : ` in the last ${days(leaf.within_days)}`;
  switch (leaf.op) {
    case "ever":
      return `${verb} ${what}${window}`;
    case "never":
      return `never ${verb} ${what}${window}`;
    case "within_days":
      return `${verb} ${what} in the last ${days(leaf.value)}`;
    case "not_within_days":
      return `not in the last ${days(leaf.value)}: ${verb} ${what}`;
    case "last_status":
      return `last message of ${what}${window} is ${leaf.value}`;
    case "last_status_not":
      return `last message of ${what}${window} is not ${leaf.value}`;
    default: {
      const bound = { count_gte: "at least", count_lte: "at most", count_eq: "exactly" }[leaf.op];
      return `${verb} ${what} ${bound} ${times(leaf.value)}${window}`;
    }
  }
}

function receivedSubject(leaf: ReceivedCampaignFilter | ReceivedCanvasFilter, names: NameLookup): string {
  if (leaf.type === "received_campaign") {
    const id = leaf.campaign_id;
    return id === undefined ? "any campaign" : `campaign ${quoted(names.campaign?.(id) ?? id)}`;
  }
  const id = leaf.canvas_id;
  return id === undefined ? "any canvas" : `canvas ${quoted(names.canvas?.(id) ?? id)}`;
}

function quoted(text: string): string {
  return `“${text}”`;
}

function days(value: unknown): string {
  return value === 1 ? "day" : `${String(value)} days`;
}

function times(value: unknown): string {
  return value === 1 ? "once" : `${String(value)} times`;
}
