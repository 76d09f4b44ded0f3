/**
 * Says a filter tree in plain words, one rule per phrase, in an order that does not depend on chance. In English; the
 * interface gives the words of its language.
 */
import { english, type Say } from "#lib/i18n/english.ts";
import messages from "#lib/i18n/messages/en/rules.json" with { type: "json" };
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
  variation?: ((id: string) => string | undefined) | undefined;
  /** By `stepKey`: steps of two journeys may have the same id. */
  step?: ((key: string) => string | undefined) | undefined;
}

/** A lookup in names by id, of whatever kind. */
export function lookupIn(names: ReadonlyMap<string, string>): NameLookup {
  const find = (id: string): string | undefined => names.get(id);
  return { segment: find, campaign: find, canvas: find, list: find, variation: find, step: find };
}

/** What a step is known by where names of many things are kept together. */
export function stepKey(canvasId: string | undefined, stepId: string): string {
  return `${canvasId ?? ""}/${stepId}`;
}

/** The words of `messages/en/rules.json`. */
export const ENGLISH: Say = english(messages);

/** The whole tree as one sentence part, "everybody" when there is no condition. */
export function describe(tree: FilterTree, names: NameLookup = {}, say: Say = ENGLISH): string {
  return describeNode(tree, names, say, true) || say("everybody");
}

/** The tree as indented lines, one rule each: for lists and for comparing two versions. */
export function describeLines(
  tree: FilterTree,
  names: NameLookup = {},
  say: Say = ENGLISH,
  indent = 0,
): string[] {
  if (tree.filters.length === 0) return indent === 0 ? [say("everybody")] : [];
  const pad = "  ".repeat(indent);
  const lines = tree.filters.flatMap((node) =>
    isGroup(node)
      ? describeLines(node, names, say, indent + 1)
      : [`${pad}  ${describeLeaf(node, names, say)}`],
  );
  return [`${pad}${say(`heads.${tree.op}`)}`, ...lines];
}

function describeNode(node: FilterNode, names: NameLookup, say: Say, outer: boolean): string {
  if (!isGroup(node)) return describeLeaf(node, names, say);
  const inner = node.op === "not";
  const parts = node.filters
    .map((child) => describeNode(child, names, say, inner && node.filters.length === 1))
    .filter(Boolean);
  return joinWords(node.op, parts, say, outer);
}

function joinWords(op: "and" | "or" | "not", parts: readonly string[], say: Say, outer: boolean): string {
  if (parts.length === 0) return "";
  const joined = parts.reduce((left, right) => say(`joined.${op === "not" ? "list" : op}`, { left, right }));
  if (op === "not") return say("joined.not", { rules: joined });
  return outer || parts.length === 1 ? joined : say("joined.group", { rules: joined });
}

/** One rule in words. */
export function describeLeaf(leaf: FilterLeaf, names: NameLookup = {}, say: Say = ENGLISH): string {
  const named = (kind: keyof NameLookup, id: string): string =>
    say("text", { text: names[kind]?.(id) ?? id });
  switch (leaf.type) {
    case "attribute":
      return describeCondition(leaf.attribute, leaf.op, leaf.value, say);
    case "context":
      return describeCondition(say("context", { name: leaf.context }), leaf.op, leaf.value, say);
    case "event":
    case "purchase":
      return describeOccurrence(leaf, say);
    case "received_campaign":
    case "received_canvas":
      return describeReceived(leaf, names, say);
    case "segment":
      return say(`segment.${leaf.op ?? "in"}`, { name: named("segment", leaf.segment_id) });
    case "list":
      return say(`list.${leaf.op ?? "in"}`, { name: named("list", leaf.list_id) });
    case "random_bucket":
      return say("bucket", { from: leaf.value[0], to: leaf.value[1] });
  }
}

function describeCondition(
  subject: string,
  op: ValueOperator,
  value: FilterValue | undefined,
  say: Say,
): string {
  const dated = op === "within_days" || op === "not_within_days";
  const words = value === undefined ? "" : dated ? days(value, say) : describeValue(value, say);
  return say(`compare.${op}`, { subject, value: words });
}

function describeValue(value: FilterValue, say: Say): string {
  if (Array.isArray(value)) {
    const words = value.map((item) => describeScalar(item, say));
    return words.length === 0 ? "[]" : words.reduce((left, right) => say("joined.or", { left, right }));
  }
  if (typeof value !== "object") return describeScalar(value, say);
  return "days_ago" in value
    ? say("daysAgo", { days: days(value.days_ago, say) })
    : say("daysFromNow", { days: days(value.days_from_now, say) });
}

function describeScalar(value: string | number | boolean, say: Say): string {
  if (typeof value === "string") return say("text", { text: value });
  return typeof value === "boolean" ? say(value ? "yes" : "no") : String(value);
}

function describeOccurrence(leaf: EventFilter | PurchaseFilter, say: Say): string {
  const happened = occurrenceOf(leaf, leaf.op === "never", say);
  const what = leaf.filters?.length
    ? say("did.where", { what: happened, filters: allOf(leaf.filters, say) })
    : happened;
  const within = (words: string): string =>
    leaf.within_days === undefined
      ? words
      : say("did.within", { what: words, days: days(leaf.within_days, say) });
  switch (leaf.op) {
    case "ever":
    case "never":
      return within(what);
    case "count_gte":
    case "count_lte":
    case "count_eq":
      return within(say(`did.${leaf.op}`, { what, times: times(leaf.value, say) }));
    default:
      return say(`did.${leaf.op}`, { what, days: days(leaf.value, say) });
  }
}

function occurrenceOf(leaf: EventFilter | PurchaseFilter, never: boolean, say: Say): string {
  if (leaf.type === "event")
    return say(never ? "did.notEvent" : "did.event", { name: say("text", { text: leaf.event }) });
  if (leaf.product_id === undefined) return say(never ? "did.notAnything" : "did.anything");
  return say(never ? "did.notPurchase" : "did.purchase", { name: say("text", { text: leaf.product_id }) });
}

/** A property filter or group in words. */
export function describeProperty(filter: PropertyFilter, say: Say = ENGLISH): string {
  if (!isPropertyGroup(filter)) return describeCondition(filter.property, filter.op, filter.value, say);
  const parts = filter.filters.map((child) => describeProperty(child, say)).filter(Boolean);
  return joinWords(filter.op, parts, say, false);
}

function allOf(filters: readonly PropertyFilter[], say: Say): string {
  return filters
    .map((filter) => describeProperty(filter, say))
    .reduce((left, right) => say("joined.and", { left, right }));
}

function describeReceived(
  leaf: ReceivedCampaignFilter | ReceivedCanvasFilter,
  names: NameLookup,
  say: Say,
): string {
  const subject = receivedSubject(leaf, names, say);
  const within = (words: string): string =>
    leaf.within_days === undefined
      ? words
      : say("did.within", { what: words, days: days(leaf.within_days, say) });
  const what = receivedWords(subject, leaf.status ?? "delivered", leaf.op === "never", say);
  switch (leaf.op) {
    case "ever":
    case "never":
      return within(what);
    case "within_days":
    case "not_within_days":
      return say(`received.${leaf.op}`, { what, days: days(leaf.value, say) });
    case "last_status":
    case "last_status_not":
      return within(
        say(`received.${leaf.op}`, { what: subject, status: say(`statuses.${leaf.value ?? "delivered"}`) }),
      );
    default:
      return within(say(`did.${leaf.op}`, { what, times: times(leaf.value, say) }));
  }
}

function receivedWords(what: string, status: string, never: boolean, say: Say): string {
  if (status === "delivered") return say(never ? "received.notDelivered" : "received.delivered", { what });
  return say(never ? "received.notStatus" : "received.status", { what, status: say(`statuses.${status}`) });
}

function receivedSubject(
  leaf: ReceivedCampaignFilter | ReceivedCanvasFilter,
  names: NameLookup,
  say: Say,
): string {
  const named = (kind: keyof NameLookup, id: string, key = id): string =>
    say("text", { text: names[kind]?.(key) ?? id });
  if (leaf.type === "received_campaign") {
    const { campaign_id: id, variation_id: part } = leaf;
    const what =
      id === undefined
        ? say("received.anyCampaign")
        : say("received.campaign", { name: named("campaign", id) });
    return part === undefined ? what : say("received.variation", { what, name: named("variation", part) });
  }
  const { canvas_id: id, step_id: part } = leaf;
  const what =
    id === undefined ? say("received.anyCanvas") : say("received.canvas", { name: named("canvas", id) });
  if (part === undefined) return what;
  return say("received.step", { what, name: named("step", part, stepKey(id, part)) });
}

function days(value: unknown, say: Say): string {
  return say("days", { count: Number(value) });
}

function times(value: unknown, say: Say): string {
  return say("times", { count: Number(value) });
}
