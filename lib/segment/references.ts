/** Follows references from a filter tree to segments: finds what to load, refuses cycles, missing ones and too long chains. */
import { type FilterNode, type FilterTree, isGroup } from "./filter.ts";

export const MAX_REFERENCE_DEPTH = 10;
/** Rules after every segment is written out. */
export const MAX_RESOLVED_RULES = 1_000;

export interface ReferencedSegment {
  name: string;
  filter: FilterTree;
}

export type ReferenceCheck =
  | { ok: true; segments: ReadonlyMap<string, FilterTree> }
  | {
      ok: false;
      code: "segment_not_found" | "segment_cycle" | "segment_too_deep" | "segment_too_large";
      message: string;
      hint: string;
    };

/** Ids of the segments a tree names itself. */
export function referencedSegmentIds(node: FilterNode): string[] {
  if (isGroup(node)) return [...new Set(node.filters.flatMap(referencedSegmentIds))];
  return node.type === "segment" ? [node.segment_id] : [];
}

/** Ids of the lists a tree names itself. */
export function referencedListIds(node: FilterNode): string[] {
  if (isGroup(node)) return [...new Set(node.filters.flatMap(referencedListIds))];
  return node.type === "list" ? [node.list_id] : [];
}

export interface NamedReference {
  kind: "segment" | "list" | "campaign" | "canvas";
  id: string;
  /** The variation of the campaign or the step of the journey, when the rule asks for one. */
  part?: string | undefined;
  /** Where the tree names it, below the field the tree is in. */
  field: string;
}

/** Everything a tree names by id, each with its place. */
export function namedReferences(node: FilterNode, field: string): NamedReference[] {
  if (isGroup(node))
    return node.filters.flatMap((child, index) => namedReferences(child, `${field}.filters.${index}`));
  const named = (
    kind: NamedReference["kind"],
    key: string,
    id: string | undefined,
    part?: string,
  ): NamedReference[] =>
    id === undefined ? [] : [{ kind, id, field: `${field}.${key}`, ...(part === undefined ? {} : { part }) }];
  switch (node.type) {
    case "segment":
      return named("segment", "segment_id", node.segment_id);
    case "list":
      return named("list", "list_id", node.list_id);
    case "received_campaign":
      return named("campaign", "campaign_id", node.campaign_id, node.variation_id);
    case "received_canvas":
      return named("canvas", "canvas_id", node.canvas_id, node.step_id);
    default:
      return [];
  }
}

/**
 * Checks all references of `tree`. `self` is the segment being saved, if any, so that a cycle through it is
 * found before it exists.
 */
export function checkReferences(
  tree: FilterTree,
  known: ReadonlyMap<string, ReferencedSegment>,
  self?: { id: string; name: string } | undefined,
): ReferenceCheck {
  const reached = new Map<string, FilterTree>();
  let rules = 0;
  const visit = (node: FilterNode, chain: readonly Link[]): ReferenceCheck | null => {
    if (isGroup(node)) {
      for (const child of node.filters) {
        const refusal = visit(child, chain);
        if (refusal) return refusal;
      }
      return null;
    }
    rules += 1;
    if (rules > MAX_RESOLVED_RULES) return tooLarge();
    if (node.type !== "segment") return null;
    const next = nextLink(node.segment_id, chain, known);
    if ("ok" in next) return next;
    reached.set(node.segment_id, next.filter);
    return visit(next.filter, [...chain, { id: node.segment_id, name: next.name }]);
  };
  return visit(tree, self ? [self] : []) ?? { ok: true, segments: reached };
}

interface Link {
  id: string;
  name: string;
}

function nextLink(
  id: string,
  chain: readonly Link[],
  known: ReadonlyMap<string, ReferencedSegment>,
): ReferencedSegment | ReferenceCheck {
  const start = chain.findIndex((link) => link.id === id);
  if (start >= 0) return cycle(chain.slice(start));
  const segment = known.get(id);
  if (!segment) {
    return {
      ok: false,
      code: "segment_not_found",
      message: `There is no segment ${id}.`,
      hint: "It may have been deleted: choose another one, or remove the rule.",
    };
  }
  if (chain.length >= MAX_REFERENCE_DEPTH) {
    return {
      ok: false,
      code: "segment_too_deep",
      message: `Segments refer to segments more than ${MAX_REFERENCE_DEPTH} deep: ${names(chain)} → ${segment.name}.`,
      hint: "Copy the rules of the innermost segments into one.",
    };
  }
  return segment;
}

function cycle(links: readonly Link[]): ReferenceCheck {
  const [first] = links;
  return {
    ok: false,
    code: "segment_cycle",
    message: `The segments refer to each other in a circle: ${names(links)} → ${first?.name ?? ""}.`,
    hint: "Remove one of these references.",
  };
}

function tooLarge(): ReferenceCheck {
  return {
    ok: false,
    code: "segment_too_large",
    message: `With all referenced segments written out there are more than ${MAX_RESOLVED_RULES} rules.`,
    hint: "Refer to fewer segments.",
  };
}

function names(links: readonly Link[]): string {
  return links.map((link) => link.name).join(" → ");
}
