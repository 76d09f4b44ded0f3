/** Walks a filter tree for one person and tells for every rule whether it holds and what was seen. */
import { describeLeaf, type NameLookup } from "./describe.ts";
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
      /** The rule in words. */
      rule: string;
      /** What was found, in words: `42`, `3 times`, `never`, `not set`. */
      seen: string;
      /** Both together: `total_spend is at least 100: no (42)`. */
      text: string;
      /** The rules of a referenced segment. */
      segment?: Verdict | undefined;
    };

/** Judges every rule, also those that no longer matter for the answer. */
export function explain(
  tree: FilterTree,
  person: PersonData,
  evaluation: Evaluation,
  names: NameLookup = {},
): Verdict {
  const explainNode = (node: FilterNode, path: (string | number)[]): Verdict => {
    if (!isGroup(node)) return explainLeaf(node, path);
    const children = node.filters.map((child, index) => explainNode(child, [...path, "filters", index]));
    return { kind: "group", op: node.op, matched: groupMatched(node.op, children), path, children };
  };
  const explainLeaf = (leaf: FilterLeaf, path: (string | number)[]): Verdict => {
    const segment = leaf.type === "segment" ? explainNode(segmentTree(leaf, evaluation), []) : undefined;
    const inSegment = (_leaf: SegmentFilter): boolean => segment?.matched ?? false;
    const { matched, seen } = evaluateLeaf(leaf, person, evaluation, inSegment);
    const rule = describeLeaf(leaf, names);
    const found = seenWords(seen);
    const text = `${rule}: ${matched ? "yes" : "no"} (${found})`;
    return { kind: "rule", matched, path, rule, seen: found, text, ...(segment ? { segment } : {}) };
  };
  return explainNode(tree, []);
}

function groupMatched(op: GroupOperator, children: readonly Verdict[]): boolean {
  if (children.length === 0) return true;
  if (op === "and") return children.every((child) => child.matched);
  return children.some((child) => child.matched) === (op === "or");
}

/** The rules that keep the person out: what to show first. */
export function failures(verdict: Verdict): string[] {
  if (verdict.matched) return [];
  if (verdict.kind === "rule") return [verdict.text];
  if (verdict.op === "not") return verdict.children.filter((child) => child.matched).flatMap(allTexts);
  return verdict.children.filter((child) => !child.matched).flatMap(failures);
}

function allTexts(verdict: Verdict): string[] {
  return verdict.kind === "rule" ? [verdict.text] : verdict.children.flatMap(allTexts);
}

const MAX_SEEN_LENGTH = 200;

function seenWords(seen: Seen): string {
  switch (seen.kind) {
    case "value":
      return valueWords(seen.value);
    case "count":
      return seen.count === 0 ? "never" : seen.count === 1 ? "once" : `${seen.count} times`;
    case "moment":
      return seen.at === null ? "never" : seen.at.toISOString();
    case "status":
      return seen.status ?? "no message";
    case "member":
      return seen.member ? "a member" : "not a member";
  }
}

function valueWords(value: unknown): string {
  if (value === undefined || value === null) return "not set";
  const text = value instanceof Date ? value.toISOString() : JSON.stringify(value);
  return text.length > MAX_SEEN_LENGTH ? `${text.slice(0, MAX_SEEN_LENGTH)}…` : text;
}

function segmentTree(leaf: SegmentFilter, evaluation: Evaluation): FilterTree {
  const tree = evaluation.segments.get(leaf.segment_id);
  if (!tree) throw new Error(`Segment ${leaf.segment_id} was not loaded.`);
  return tree;
}
