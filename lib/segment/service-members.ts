/** Who is inside the segments whose entry starts something: kept, so that entering can be told from staying. */
import { pool, type SqlClient } from "#lib/platform/db.ts";
import { matchIdsQuery, memberQuery } from "./compile-sql.ts";
import type { PersonFacts } from "./matches.ts";
import { checkReferences } from "./references.ts";
import { knownSegments } from "./store.ts";
import { readPeopleIds } from "./store-match.ts";
import { addMembers, keepMembers, knownMembers, removeMembers, type Watched } from "./store-members.ts";

export interface SegmentEntries extends Watched {
  entered: string[];
  left: string[];
}

/** Which of these people seem to have entered or left since they were last looked at. */
export async function segmentEntries(
  workspaceId: string,
  watched: Watched,
  people: readonly PersonFacts[],
  now: Date,
): Promise<SegmentEntries> {
  const { segmentId, watcher } = watched;
  const ids = people.map((person) => person.profileId);
  const tree = await treeOf(workspaceId, segmentId);
  const inside = tree
    ? await readPeopleIds(
        pool(),
        matchIdsQuery(tree.filter, { workspaceId, now, segments: tree.segments }, ids),
      )
    : new Set<string>();
  const before = await knownMembers(watched, ids);
  return {
    segmentId,
    watcher,
    entered: ids.filter((id) => inside.has(id) && !before.has(id)),
    left: ids.filter((id) => before.has(id) && !inside.has(id)),
  };
}

/** Notes entries and exits; answers who really entered: of two workers that saw the same, one. */
export async function confirmEntries(
  sql: SqlClient,
  workspaceId: string,
  entries: SegmentEntries,
): Promise<string[]> {
  if (entries.left.length > 0) await removeMembers(sql, entries, entries.left);
  return entries.entered.length > 0 ? addMembers(sql, workspaceId, entries, entries.entered) : [];
}

/** Notes who is inside now, so that only later entries count. */
export async function watchSegment(
  sql: SqlClient,
  workspaceId: string,
  watched: Watched,
  now: Date,
): Promise<void> {
  const tree = await treeOf(workspaceId, watched.segmentId);
  if (!tree) return;
  await keepMembers(
    sql,
    watched,
    memberQuery(tree.filter, { workspaceId, now, segments: tree.segments }, watched),
  );
}

async function treeOf(workspaceId: string, segmentId: string) {
  const known = await knownSegments(workspaceId);
  const segment = known.get(segmentId);
  if (!segment) return null;
  const check = checkReferences(segment.filter, known);
  if (!check.ok) throw new Error(check.message);
  return { filter: segment.filter, segments: check.segments };
}
