/** What decisions about a batch of entries need to know: versions, people, filters answered set by set. */
import { isDatabaseFault } from "#lib/platform/database-fault.ts";
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
  /** Versions that this process cannot read, and why. */
  unreadable: ReadonlyMap<string, unknown>;
  people: ReadonlyMap<string, PersonFacts>;
  contentBlocks: Readonly<Record<string, string>>;
  holding: ReadonlySet<string>;
}

export async function worldFor(workspaceId: string, entries: readonly Entry[], _now: Date): Promise<World> {
  const versionIds = [...new Set(entries.map((entry) => entry.versionId))];
  const [zone, versions, people, contentBlocks, holding] = await Promise.all([
    workspaceZone(workspaceId),
    Promise.all(versionIds.map((id) => readOf(workspaceId, id))),
    peopleFacts(workspaceId, [...new Set(entries.map((entry) => entry.profileId))]),
    contentBlocksFor(workspaceId),
    holdingCanvases([...new Set(entries.map((entry) => entry.canvasId))]),
  ]);
  return {
    workspaceId,
    zone,
    versions: new Map(versions.flatMap(({ id, version }) => (version ? [[id, version]] : []))),
    unreadable: new Map(versions.flatMap(({ id, error }) => (error === undefined ? [] : [[id, error]]))),
    people,
    contentBlocks,
    holding,
  };
}

interface Read {
  id: string;
  version?: LoadedVersion | null;
  error?: unknown;
}

async function readOf(workspaceId: string, id: string): Promise<Read> {
  try {
    return { id, version: await versionOf(workspaceId, id) };
  } catch (error) {
    if (isDatabaseFault(error)) throw error;
    return { id, error };
  }
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
  const answers = new Map<FilterTree, Answer>();
  for (const [tree, asked] of questions)
    answers.set(tree, await answerOf(world.workspaceId, tree, asked, now));
  return askers.map((asker, index) => {
    const person = people[index];
    if (!person) return null;
    const holds = (tree: FilterTree): boolean => {
      const answer = answers.get(tree);
      if (answer && "error" in answer) throw answer.error;
      return answer?.people.has(person) ?? false;
    };
    return {
      person,
      workspaceZone: world.zone,
      holds,
      // Asked when it is needed: a filter that cannot be asked fails those alone who need it.
      get exits() {
        return exitTrees(asker).some(holds);
      },
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

/** Who matches; or why that cannot be said, for those who need it. */
type Answer = { people: ReadonlySet<PersonFacts> } | { error: unknown };

async function answerOf(
  workspaceId: string,
  tree: FilterTree,
  people: readonly PersonFacts[],
  now: Date,
): Promise<Answer> {
  try {
    return { people: await whoMatches(workspaceId, tree, people, now) };
  } catch (error) {
    if (isDatabaseFault(error)) throw error;
    return { error };
  }
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
