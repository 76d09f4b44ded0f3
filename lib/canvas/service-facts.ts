/** What decisions about a batch of entries need to know: versions, people, filters answered set by set. */
import { EVERYBODY, type FilterNode, type FilterTree, isGroup } from "#lib/segment/filter.ts";
import { matchesTree, type PersonFacts } from "#lib/segment/matches.ts";
import { needsOf } from "#lib/segment/needs.ts";
import { matchPeople, peopleFacts } from "#lib/segment/service-match.ts";
import { contentBlocksFor } from "#lib/template/service.ts";
import { filtersOf } from "./advance.ts";
import type { Entry } from "./entry.ts";
import { renderValue, valueData } from "./render-values.ts";
import { type LoadedVersion, versionOf } from "./service-versions-cache.ts";
import { holdingCanvases } from "./store-people.ts";
import { workspaceZone } from "./store-versions.ts";
import type { TurnFacts } from "./turn.ts";

export interface World {
  workspaceId: string;
  zone: string;
  versions: ReadonlyMap<string, LoadedVersion>;
  people: ReadonlyMap<string, PersonFacts>;
  contentBlocks: Readonly<Record<string, string>>;
  holding: ReadonlySet<string>;
}

export async function worldFor(workspaceId: string, entries: readonly Entry[], _now: Date): Promise<World> {
  const versionIds = [...new Set(entries.map((entry) => entry.versionId))];
  const [zone, versions, people, contentBlocks, holding] = await Promise.all([
    workspaceZone(workspaceId),
    Promise.all(versionIds.map((id) => versionOf(workspaceId, id))),
    peopleFacts(workspaceId, [...new Set(entries.map((entry) => entry.profileId))]),
    contentBlocksFor(workspaceId),
    holdingCanvases([...new Set(entries.map((entry) => entry.canvasId))]),
  ]);
  const known = versions.filter((version) => version !== null);
  return {
    workspaceId,
    zone,
    versions: new Map(known.map((version) => [version.id, version])),
    people,
    contentBlocks,
    holding,
  };
}

interface Asker {
  entry: Entry;
  version: LoadedVersion;
  cause: string;
}

/** Facts for each asker, in order; null for people who no longer exist. */
export async function factsFor(
  askers: readonly Asker[],
  world: World,
  now: Date,
): Promise<(TurnFacts | null)[]> {
  const people = askers.map(({ entry }): PersonFacts | null => {
    const person = world.people.get(entry.profileId);
    return person ? { ...person, context: entry.context } : null;
  });
  const questions = new Map<FilterTree, PersonFacts[]>();
  askers.forEach((asker, index) => {
    const person = people[index];
    if (!person) return;
    for (const tree of treesFor(asker)) {
      const asked = questions.get(tree);
      if (asked) asked.push(person);
      else questions.set(tree, [person]);
    }
  });
  const answers = new Map<FilterTree, Set<PersonFacts>>();
  for (const [tree, asked] of questions)
    answers.set(tree, await whoMatches(world.workspaceId, tree, asked, now));
  return askers.map((asker, index) => {
    const person = people[index];
    if (!person) return null;
    const holds = (tree: FilterTree): boolean => answers.get(tree)?.has(person) ?? false;
    return {
      person,
      workspaceZone: world.zone,
      holds,
      exits: exitTrees(asker).some(holds),
      render: (value) =>
        renderValue(
          value,
          valueData(
            asker.entry,
            asker.version.definition.name,
            person,
            asker.version.contentBlocks ?? world.contentBlocks,
            now,
          ),
        ),
    };
  });
}

function treesFor(asker: Asker): FilterTree[] {
  const step = asker.version.steps.get(asker.entry.stepId ?? "");
  return [...exitTrees(asker), ...(asker.cause === "arrive" && step ? filtersOf(step) : [])];
}

/** Exit rules that are filters are looked at when somebody arrives somewhere or changes. */
function exitTrees({ version, cause }: Asker): FilterTree[] {
  if (cause !== "arrive" && cause !== "profile") return [];
  return version.definition.exit_criteria.flatMap((rule) => rule.filter ?? []);
}

async function whoMatches(
  workspaceId: string,
  tree: FilterTree,
  people: readonly PersonFacts[],
  now: Date,
): Promise<Set<PersonFacts>> {
  const needs = needsOf(tree);
  if (!needs.context || (needs.profileOnly && needs.segments.size === 0)) {
    return new Set(await matchPeople(workspaceId, tree, people, now));
  }
  // A mixed tree: what it says about the context is known, the rest is asked for each person.
  const found = new Set<PersonFacts>();
  for (const person of people) {
    const own = withoutContext(tree, person, now) as FilterTree;
    if ((await matchPeople(workspaceId, own, [person], now)).length > 0) found.add(person);
  }
  return found;
}

const NOBODY: FilterTree = { op: "not", filters: [EVERYBODY] };

function withoutContext(node: FilterNode, person: PersonFacts, now: Date): FilterNode {
  if (isGroup(node))
    return { ...node, filters: node.filters.map((child) => withoutContext(child, person, now)) };
  if (node.type !== "context") return node;
  return matchesTree(node, person, now) ? EVERYBODY : NOBODY;
}
