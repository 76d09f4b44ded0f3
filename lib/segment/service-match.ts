/** Which of a batch of people match a filter tree: by their profiles in memory, everything else by one statement. */
import { pool, type SqlClient } from "#lib/platform/db.ts";
import { countQuery, matchIdsQuery, pageQuery, type Statement } from "./compile-sql.ts";
import type { FilterTree } from "./filter.ts";
import { matchesTree, type PersonFacts } from "./matches.ts";
import { needsOf } from "./needs.ts";
import { checkReferences, referencedSegmentIds } from "./references.ts";
import { peopleByIds, readMatchingPage, readPeopleIds, segmentTrees } from "./store-match.ts";

export interface MatchOptions {
  /** The transaction whose changes count; otherwise what is committed. */
  sql?: SqlClient | undefined;
  /** Events that count as not having happened. */
  withoutEvents?: readonly string[] | undefined;
}

/** Matches nobody: stands for a segment that is gone. */
const NOBODY: FilterTree = { op: "not", filters: [{ op: "and", filters: [] }] };

/** The people who match, in the order given. A segment that is gone holds for nobody; a circle of segments throws. */
export async function matchPeople(
  workspaceId: string,
  tree: FilterTree,
  people: readonly PersonFacts[],
  now: Date,
  options: MatchOptions = {},
): Promise<PersonFacts[]> {
  if (people.length === 0) return [];
  const sql = options.sql ?? pool();
  const segments = await resolve(sql, workspaceId, tree);
  if (segments.size === 0 && needsOf(tree, segments).profileOnly) {
    return people.filter((person) => matchesTree(tree, person, now));
  }
  const scope = { workspaceId, now, segments, withoutEvents: options.withoutEvents };
  const ids = people.map((person) => person.profileId);
  const matching = await readPeopleIds(sql, matchIdsQuery(tree, scope, ids));
  return people.filter((person) => matching.has(person.profileId));
}

/** Facts of people by profile id, as the given transaction sees them (its own changes included), or as committed. */
export async function peopleFacts(
  workspaceId: string,
  profileIds: readonly string[],
  sql: SqlClient = pool(),
): Promise<Map<string, PersonFacts>> {
  const people = await peopleByIds(sql, workspaceId, profileIds);
  return new Map(people.map((person) => [person.profileId, person]));
}

/** A statement that counts who matches. */
export async function countStatement(workspaceId: string, tree: FilterTree, now: Date): Promise<Statement> {
  return countQuery(tree, { workspaceId, now, segments: await resolve(pool(), workspaceId, tree) });
}

/**
 * The people who match among the next `scan` profiles after `after`, in order of id, and the id to go on after (null
 * at the end). Costs the same everywhere in the workspace, and holds no more than one such page.
 */
export async function matchNext(
  sql: SqlClient,
  workspaceId: string,
  tree: FilterTree,
  after: string | null,
  scan: number,
  now: Date,
): Promise<{ people: PersonFacts[]; scannedTo: string | null }> {
  const segments = await resolve(sql, workspaceId, tree);
  const page = await readMatchingPage(sql, pageQuery(tree, { workspaceId, now, segments }, after, scan));
  return { people: await peopleByIds(sql, workspaceId, page.ids), scannedTo: page.scannedTo };
}

/** The trees of all segments that `tree` refers to, level by level. */
async function resolve(
  sql: SqlClient,
  workspaceId: string,
  tree: FilterTree,
): Promise<ReadonlyMap<string, FilterTree>> {
  const found = new Map<string, FilterTree>();
  let wanted = referencedSegmentIds(tree);
  while (wanted.length > 0) {
    const trees = await segmentTrees(sql, workspaceId, wanted);
    for (const id of wanted) found.set(id, trees.get(id) ?? NOBODY);
    wanted = [...new Set([...trees.values()].flatMap(referencedSegmentIds))].filter((id) => !found.has(id));
  }
  if (found.size === 0) return found;
  const known = new Map([...found].map(([id, filter]) => [id, { name: id, filter }]));
  const check = checkReferences(tree, known);
  if (!check.ok) throw new Error(check.message);
  return found;
}
