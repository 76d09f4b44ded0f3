/** Which data a filter tree asks for, so that callers load no more than that. */
import type { FilterNode, FilterTree } from "./filter.ts";
import { isGroup } from "./filter.ts";

export interface Needs {
  attributes: ReadonlySet<string>;
  /** Names of custom events. */
  events: ReadonlySet<string>;
  purchases: boolean;
  deliveries: boolean;
  lists: boolean;
  context: boolean;
  segments: ReadonlySet<string>;
  /** The profile alone decides: no query is needed. */
  profileOnly: boolean;
}

/** Collects the needs of a tree and of the segments it refers to. */
export function needsOf(tree: FilterTree, segments: ReadonlyMap<string, FilterTree> = new Map()): Needs {
  const found = {
    attributes: new Set<string>(),
    events: new Set<string>(),
    purchases: false,
    deliveries: false,
    lists: false,
    context: false,
    segments: new Set<string>(),
  };
  const pending: FilterNode[] = [tree];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (isGroup(node)) {
      pending.push(...node.filters);
      continue;
    }
    switch (node.type) {
      case "attribute":
        found.attributes.add(node.attribute);
        break;
      case "event":
        found.events.add(node.event);
        break;
      case "purchase":
        found.purchases = true;
        break;
      case "received_campaign":
      case "received_canvas":
        found.deliveries = true;
        break;
      case "list":
        found.lists = true;
        break;
      case "context":
        found.context = true;
        break;
      case "segment": {
        const inner = segments.get(node.segment_id);
        if (inner && !found.segments.has(node.segment_id)) pending.push(inner);
        found.segments.add(node.segment_id);
        break;
      }
      case "random_bucket":
        break;
    }
  }
  const resolved = [...found.segments].every((id) => segments.has(id));
  const queried = found.events.size > 0 || found.purchases || found.deliveries || found.lists;
  return { ...found, profileOnly: resolved && !queried };
}
