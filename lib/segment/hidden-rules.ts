/**
 * Which rules ask for values of people that the API masks for callers without `users.personal`. A number of people, or
 * a yes for one of them, answers such a rule whatever else is masked: "email matches ^a" and the like spell a value out
 * letter by letter, and other rules beside it pick the person, so no smallest number would help. What the API shows
 * anyway (ids, country, which events, what was received) may be asked. Pure.
 */
import { attributeTarget } from "./attribute-path.ts";
import { type FilterLeaf, type FilterTree, isGroup } from "./filter.ts";

type Path = (string | number)[];

/** The place of the first rule of a filter of the caller's own that asks for a hidden value; null when none does. */
export function hiddenRule(tree: FilterTree, path: Path = []): Path | null {
  for (const [index, node] of tree.filters.entries()) {
    const at = [...path, "filters", index];
    const found = isGroup(node) ? hiddenRule(node, at) : asksForValues(node) ? at : null;
    if (found) return found;
  }
  return null;
}

/** Saved segments were written by somebody who may, and say no more than who is in. */
function asksForValues(leaf: FilterLeaf): boolean {
  switch (leaf.type) {
    case "attribute":
      // That a value is there is shown: masked, and not left out.
      if (leaf.op === "exists" || leaf.op === "does_not_exist") return false;
      return attributeTarget(leaf.attribute).in !== "column";
    case "event":
      return hasFilters(leaf);
    case "purchase":
      return leaf.product_id !== undefined || hasFilters(leaf);
    case "context":
      return true;
    default:
      return false;
  }
}

function hasFilters({ filters }: { filters?: readonly unknown[] | undefined }): boolean {
  return (filters ?? []).length > 0;
}
