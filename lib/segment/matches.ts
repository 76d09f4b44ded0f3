/** Evaluates a filter tree for one person. What the person did or belongs to is asked of the caller, leaf by leaf. */
import { attributeTarget, splitPath, valueAt } from "./attribute-path.ts";
import { compare } from "./compare.ts";
import {
  type FilterLeaf,
  type FilterNode,
  type FilterTree,
  isGroup,
  isPropertyGroup,
  type PropertyFilter,
} from "./filter.ts";

export interface PersonFacts {
  profileId: string;
  externalId: string;
  attributes: Record<string, unknown>;
  customAttributes: Record<string, unknown>;
  timeZone: string | null;
  randomBucket: number;
  createdAt: Date;
  /** Variables of a journey entry. */
  context?: Record<string, unknown> | undefined;
}

/** Leaves that need more than the profile itself. */
export type HistoryLeaf = Exclude<
  FilterLeaf,
  { type: "attribute" } | { type: "context" } | { type: "random_bucket" }
>;

/** Whether a history leaf holds for this person. */
export type AskHistory = (leaf: HistoryLeaf, profileId: string) => boolean;

export function matchesTree(
  tree: FilterTree | FilterNode,
  person: PersonFacts,
  ask: AskHistory,
  now: Date,
): boolean {
  if (!isGroup(tree)) return matchesLeaf(tree, person, ask, now);
  const holds = (node: FilterNode): boolean => matchesTree(node, person, ask, now);
  switch (tree.op) {
    case "and":
      return tree.filters.every(holds);
    case "or":
      return tree.filters.length === 0 || tree.filters.some(holds);
    case "not":
      return !tree.filters.some(holds);
  }
}

function matchesLeaf(leaf: FilterLeaf, person: PersonFacts, ask: AskHistory, now: Date): boolean {
  switch (leaf.type) {
    case "attribute":
      return compare(attributeValue(person, leaf.attribute), leaf.op, leaf.value, now);
    case "context":
      return compare(valueAt(person.context ?? {}, splitPath(leaf.context)), leaf.op, leaf.value, now);
    case "random_bucket":
      return person.randomBucket >= leaf.value[0] && person.randomBucket <= leaf.value[1];
    default:
      return ask(leaf, person.profileId);
  }
}

/** The value an attribute filter looks at. */
export function attributeValue(person: PersonFacts, name: string): unknown {
  const target = attributeTarget(name);
  if (target.in === "custom_attributes") return valueAt(person.customAttributes, target.path);
  if (target.in === "attributes") return valueAt(person.attributes, target.path);
  switch (target.column) {
    case "external_id":
      return person.externalId;
    case "random_bucket":
      return person.randomBucket;
    case "created_at":
      return person.createdAt;
    case "time_zone":
      return person.timeZone;
    default:
      return person.attributes[target.column];
  }
}

/** Whether the properties of an event pass; a list of filters is joined by and. */
export function matchesProperties(
  filters: readonly PropertyFilter[],
  properties: Record<string, unknown>,
  now: Date,
): boolean {
  return filters.every((filter) => matchesProperty(filter, properties, now));
}

function matchesProperty(filter: PropertyFilter, properties: Record<string, unknown>, now: Date): boolean {
  if (!isPropertyGroup(filter))
    return compare(valueAt(properties, splitPath(filter.property)), filter.op, filter.value, now);
  const holds = (inner: PropertyFilter): boolean => matchesProperty(inner, properties, now);
  switch (filter.op) {
    case "and":
      return filter.filters.every(holds);
    case "or":
      return filter.filters.length === 0 || filter.filters.some(holds);
    case "not":
      return !filter.filters.some(holds);
  }
}

/** Every leaf of a tree that needs history, to be answered for a whole batch of people at once. */
export function historyLeaves(tree: FilterTree | FilterNode): HistoryLeaf[] {
  if (isGroup(tree)) return tree.filters.flatMap(historyLeaves);
  return tree.type === "attribute" || tree.type === "context" || tree.type === "random_bucket" ? [] : [tree];
}
