/** Everything that filters may ask of many people, loaded at once, so that trees can be judged and explained in memory. */
import type { NameLookup } from "./describe.ts";
import type { PersonData } from "./evaluate-leaf.ts";
import type { FilterTree } from "./filter.ts";
import type { PersonFacts } from "./matches.ts";
import { needsOf } from "./needs.ts";
import { referencedSegmentIds } from "./references.ts";
import { knownSegments } from "./store.ts";
import { deliveriesOf, eventsOf, listsOf } from "./store-people-data.ts";

export interface PeopleData {
  people: PersonData[];
  segments: ReadonlyMap<string, FilterTree>;
  names: NameLookup;
}

/** Stands for a segment that is gone. */
const NOBODY: FilterTree = { op: "not", filters: [{ op: "and", filters: [] }] };

/** The people, in the order given, with what `trees` ask of them. A segment that is gone holds nobody. */
export async function peopleData(
  workspaceId: string,
  trees: readonly FilterTree[],
  people: readonly PersonFacts[],
): Promise<PeopleData> {
  const known = await knownSegments(workspaceId);
  const segments = new Map([...known].map(([id, { filter }]) => [id, filter]));
  const all: FilterTree = { op: "and", filters: [...trees] };
  for (const tree of [all, ...segments.values()])
    for (const id of referencedSegmentIds(tree)) if (!segments.has(id)) segments.set(id, NOBODY);
  const needs = needsOf(all, segments);
  const ids = people.map((person) => person.profileId);
  const [events, deliveries, lists] = await Promise.all([
    needs.events.size > 0 || needs.purchases
      ? eventsOf(workspaceId, ids, [...needs.events], needs.purchases)
      : new Map<string, never[]>(),
    needs.deliveries ? deliveriesOf(workspaceId, ids) : new Map<string, never[]>(),
    needs.lists ? listsOf(workspaceId, ids) : new Map<string, Set<string>>(),
  ]);
  return {
    people: people.map((profile) => ({
      profile,
      events: events.get(profile.profileId) ?? [],
      deliveries: deliveries.get(profile.profileId) ?? [],
      lists: lists.get(profile.profileId) ?? new Set(),
    })),
    segments,
    names: { segment: (id) => known.get(id)?.name },
  };
}
