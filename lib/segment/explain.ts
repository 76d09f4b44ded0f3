/** Walks a filter tree for one person and tells for every rule whether it holds and what was seen. */
import type { Say } from "#lib/i18n/english.ts";
import { shorten } from "#lib/platform/text.ts";
import { MASK } from "#lib/workspace/mask-personal.ts";
import { describeLeaf, ENGLISH, type NameLookup } from "./describe.ts";
import { type Evaluation, evaluateLeaf, type PersonData, type Seen } from "./evaluate-leaf.ts";
import {
  type FilterLeaf,
  type FilterNode,
  type FilterTree,
  type GroupOperator,
  isGroup,
  type SegmentFilter,
} from "./filter.ts";

export type Verdict =
  | { kind: "group"; op: GroupOperator; matched: boolean; path: (string | number)[]; children: Verdict[] }
  | {
      kind: "rule";
      matched: boolean;
      path: (string | number)[];
      /** The rule itself and the fact it was judged by, for those who word them in another language. */
      filter: FilterLeaf;
      fact: Seen;
      /** The rule in words. */
      rule: string;
      /** What was found, in words: `42`, `3 times`, `never`, `not set`. */
      seen: string;
      /** Both together: `total_spend is at least 100: no (42)`. */
      text: string;
      /** The rules of a referenced segment. */
      segment?: Verdict | undefined;
    };

/** Judges every rule, also those that no longer matter for the answer. `hides` tells whether, and not by which value. */
export function explain(
  tree: FilterTree,
  person: PersonData,
  evaluation: Evaluation,
  names: NameLookup = {},
  hides = false,
): Verdict {
  const explainNode = (node: FilterNode, path: (string | number)[]): Verdict => {
    if (!isGroup(node)) return explainLeaf(node, path);
    const children = node.filters.map((child, index) => explainNode(child, [...path, "filters", index]));
    return { kind: "group", op: node.op, matched: groupMatched(node.op, children), path, children };
  };
  const explainLeaf = (leaf: FilterLeaf, path: (string | number)[]): Verdict => {
    const segment = leaf.type === "segment" ? explainNode(segmentTree(leaf, evaluation), []) : undefined;
    const inSegment = (_leaf: SegmentFilter): boolean => segment?.matched ?? false;
    const { matched, seen: judged } = evaluateLeaf(leaf, person, evaluation, inSegment);
    const seen = hides ? withoutValue(judged) : judged;
    const rule = describeLeaf(leaf, names);
    const found = seenWords(seen, ENGLISH);
    const text = `${rule}: ${matched ? "yes" : "no"} (${found})`;
    return {
      kind: "rule",
      matched,
      path,
      filter: leaf,
      fact: seen,
      rule,
      seen: found,
      text,
      ...(segment ? { segment } : {}),
    };
  };
  return explainNode(tree, []);
}

/** Counts and moments of events are no values of a person; where nothing is, nothing is hidden. */
function withoutValue(seen: Seen): Seen {
  if (seen.kind !== "value" || seen.value === undefined || seen.value === null) return seen;
  return { kind: "value", value: MASK };
}

function groupMatched(op: GroupOperator, children: readonly Verdict[]): boolean {
  if (children.length === 0) return true;
  if (op === "and") return children.every((child) => child.matched);
  return children.some((child) => child.matched) === (op === "or");
}

export type RuleVerdict = Extract<Verdict, { kind: "rule" }>;

/** The rules that keep the person out: what to show first. */
export function failingRules(verdict: Verdict): RuleVerdict[] {
  if (verdict.matched) return [];
  if (verdict.kind === "rule") return [verdict];
  if (verdict.op === "not") return verdict.children.filter((child) => child.matched).flatMap(allRules);
  return verdict.children.filter((child) => !child.matched).flatMap(failingRules);
}

function allRules(verdict: Verdict): RuleVerdict[] {
  return verdict.kind === "rule" ? [verdict] : verdict.children.flatMap(allRules);
}

const MAX_SEEN_LENGTH = 200;

/** What was found, in words: "42", "3 times", "never". Moments are instants of UTC. */
export function seenWords(seen: Seen, say: Say): string {
  switch (seen.kind) {
    case "value":
      return valueWords(seen.value, say);
    case "count":
      return seen.count === 0 ? say("seen.never") : say("seen.count", { count: seen.count });
    case "moment":
      return seen.at === null ? say("seen.never") : instant(seen.at);
    case "status":
      return seen.status === null ? say("seen.noMessage") : say(`statuses.${seen.status}`);
    case "member":
      return say(seen.member ? "seen.member" : "seen.notMember");
  }
}

function valueWords(value: unknown, say: Say): string {
  if (value === undefined || value === null) return say("seen.nothing");
  const text = value instanceof Date ? instant(value) : JSON.stringify(value);
  return shorten(text, MAX_SEEN_LENGTH);
}

// In answers of the API moments have become text already.
function instant(at: Date | string): string {
  return typeof at === "string" ? at : at.toISOString();
}

function segmentTree(leaf: SegmentFilter, evaluation: Evaluation): FilterTree {
  const tree = evaluation.segments.get(leaf.segment_id);
  if (!tree) throw new Error(`Segment ${leaf.segment_id} was not loaded.`);
  return tree;
}
