/** Which of a batch of people match a filter tree: profile filters in memory, history by one statement per leaf. */
import type { FilterTree } from "./filter.ts";
import {
  type AskHistory,
  type HistoryLeaf,
  historyLeaves,
  matchesTree,
  type PersonFacts,
} from "./matches.ts";
import { segmentTrees, whoDid, whoIsListed, whoReceived } from "./store-history.ts";

const MAX_SEGMENT_DEPTH = 10;

/** The people who match, in the order given. A segment that is gone, or refers to itself, holds for nobody. */
export async function matchPeople(
  workspaceId: string,
  tree: FilterTree,
  people: readonly PersonFacts[],
  now: Date,
): Promise<PersonFacts[]> {
  if (people.length === 0) return [];
  const ask = await historyOf(workspaceId, tree, people, now, 0);
  return people.filter((person) => matchesTree(tree, person, ask, now));
}

async function historyOf(
  workspaceId: string,
  tree: FilterTree,
  people: readonly PersonFacts[],
  now: Date,
  depth: number,
): Promise<AskHistory> {
  const leaves = [...new Set(historyLeaves(tree))];
  const answers = new Map<HistoryLeaf, Set<string>>();
  await Promise.all(
    leaves.map(async (leaf) => answers.set(leaf, await whoHolds(workspaceId, leaf, people, now, depth))),
  );
  return (leaf, profileId) => answers.get(leaf)?.has(profileId) ?? false;
}

async function whoHolds(
  workspaceId: string,
  leaf: HistoryLeaf,
  people: readonly PersonFacts[],
  now: Date,
  depth: number,
): Promise<Set<string>> {
  const ids = people.map((person) => person.profileId);
  switch (leaf.type) {
    case "event":
    case "purchase":
      return whoDid(workspaceId, leaf, ids, now);
    case "received_campaign":
    case "received_canvas":
      return whoReceived(workspaceId, leaf, ids, now);
    case "list":
      return outside(leaf.op === "not_in", ids, await whoIsListed(workspaceId, leaf.list_id, ids));
    case "segment":
      return outside(
        leaf.op === "not_in",
        ids,
        await whoIsIn(workspaceId, leaf.segment_id, people, now, depth),
      );
  }
}

async function whoIsIn(
  workspaceId: string,
  segmentId: string,
  people: readonly PersonFacts[],
  now: Date,
  depth: number,
): Promise<Set<string>> {
  const tree =
    depth < MAX_SEGMENT_DEPTH ? (await segmentTrees(workspaceId, [segmentId])).get(segmentId) : undefined;
  if (!tree) return new Set();
  const ask = await historyOf(workspaceId, tree, people, now, depth + 1);
  return new Set(
    people.filter((person) => matchesTree(tree, person, ask, now)).map((person) => person.profileId),
  );
}

function outside(negated: boolean, ids: readonly string[], members: Set<string>): Set<string> {
  return negated ? new Set(ids.filter((id) => !members.has(id))) : members;
}
