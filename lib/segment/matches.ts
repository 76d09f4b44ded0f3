/** Evaluates filter trees that the profile alone decides, and filters on the properties of one event. */
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

/** Whether a person matches a tree. What somebody did or belongs to cannot be asked here: `needs.ts` tells. */
export function matchesTree(tree: FilterTree | FilterNode, person: PersonFacts, now: Date): boolean {
  if (!isGroup(tree)) return matchesLeaf(tree, person, now);
  const holds = (node: FilterNode): boolean => matchesTree(node, person, now);
  switch (tree.op) {
    case "and":
      return tree.filters.every(holds);
    case "or":
      return tree.filters.length === 0 || tree.filters.some(holds);
    case "not":
      return !tree.filters.some(holds);
  }
}

function matchesLeaf(leaf: FilterLeaf, person: PersonFacts, now: Date): boolean {
  switch (leaf.type) {
    case "attribute":
      return compare(attributeValue(person, leaf.attribute), leaf.op, leaf.value, now);
    case "context":
      return compare(valueAt(person.context ?? {}, splitPath(leaf.context)), leaf.op, leaf.value, now);
    case "random_bucket":
      return person.randomBucket >= leaf.value[0] && person.randomBucket <= leaf.value[1];
    default:
      throw new Error(`The profile alone does not decide a rule of type ${leaf.type}.`);
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
