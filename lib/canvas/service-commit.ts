/** Stores what a batch of turns decided, in one transaction. */
import { insertDeliveries } from "#lib/delivery/service-enqueue.ts";
import type { TrackBody } from "#lib/event/schema.ts";
import { trackWithin } from "#lib/event/service-track.ts";
import { systemContext } from "#lib/platform/context.ts";
import { inTransaction, type SqlClient } from "#lib/platform/db.ts";
import { notifyLive } from "#lib/platform/live.ts";
import { enqueue } from "#lib/platform/queue.ts";
import { depthOf, type Entry, type EntryClaim } from "./entry.ts";
import { roomOf } from "./entry-room.ts";
import { ENTER_CANVAS } from "./jobs.ts";
import type { CanvasEntryRule } from "./schema.ts";
import { keepToCaps } from "./service-caps.ts";
import { countEntries } from "./store-entry-counts.ts";
import { entryCounts } from "./store-limits.ts";
import { cancelSends, claimPeople, insertEntries, moveEntries, recordMoves } from "./store-move.ts";
import { lockActive } from "./store-people.ts";
import { notifyDue, wakeParents } from "./store-wake.ts";
import type { Work } from "./turn.ts";

const DUE_SOON_MS = 1_500;

/** Answers the entries that were stored. A row that somebody else moved meanwhile keeps that move. */
export async function commitTurns(workspaceId: string, works: readonly Work[], now: Date): Promise<Entry[]> {
  return inTransaction(async (sql) => {
    const entering = await ofActiveCanvases(
      sql,
      works.filter((work) => work.claim),
    );
    const admitted = await admit(sql, workspaceId, await withRoom(sql, entering, now), now);
    await keepToCaps(sql, workspaceId, [...admitted, ...works.filter((work) => !work.claim)], now);
    const inserted = await insertEntries(
      sql,
      admitted.map((work) => work.entry),
    );
    const moved = await moveEntries(
      sql,
      works.filter((work) => !work.claim).map((work) => ({ before: work.before, after: work.entry })),
    );
    const ok = works.filter((work) => inserted.has(work.entry.id) || moved.has(work.entry.id));
    if (ok.length === 0) return [];
    await recordMoves(
      sql,
      ok.flatMap((work) => work.moves),
    );
    await countEntries(
      sql,
      ok.map(({ entry }) => ({ from: moved.get(entry.id) ?? null, entry })),
    );
    await insertDeliveries(
      sql,
      ok.flatMap((work) => work.sends),
      now,
    );
    await cancelSends(
      sql,
      ok.flatMap((work) => work.cancelled),
      now,
    );
    await updatePeople(sql, workspaceId, ok, now);
    await startOthers(sql, ok);
    const entries = ok.map((work) => work.entry);
    await wakeParents(
      sql,
      entries.flatMap((entry) => (entry.endedAt && entry.parentEntryId ? [entry.parentEntryId] : [])),
      now,
    );
    const soon = now.getTime() + DUE_SOON_MS;
    if (entries.some((entry) => entry.wakeAt && entry.wakeAt.getTime() < soon)) await notifyDue(sql);
    await notifyLive(sql, workspaceId, ["canvases"]);
    return entries;
  });
}

/** Nobody enters a canvas that was paused or stopped meanwhile; one that lets people in stays so until they are stored. */
async function ofActiveCanvases(sql: SqlClient, works: readonly Work[]): Promise<Work[]> {
  const [limited, others] = [works.filter(limitOf), works.filter((work) => !limitOf(work))];
  const idsOf = (some: readonly Work[]): string[] => [...new Set(some.map((work) => work.entry.canvasId))];
  const active = new Set<string>();
  if (others.length > 0) for (const id of await lockActive(sql, idsOf(others), "SHARE")) active.add(id);
  // Where places are counted, one transaction after the other takes them.
  if (limited.length > 0)
    for (const id of await lockActive(sql, idsOf(limited), "NO KEY UPDATE")) active.add(id);
  return works.filter((work) => active.has(work.entry.canvasId));
}

function limitOf({ version }: Work): CanvasEntryRule["limit"] {
  return version.definition.entry.limit;
}

/** As many as there are places now; somebody else may have taken some since they were given out. */
async function withRoom(sql: SqlClient, works: readonly Work[], now: Date): Promise<Work[]> {
  const fitting: Work[] = [];
  for (const [canvasId, group] of Map.groupBy(works, ({ entry }) => entry.canvasId)) {
    const limit = group[0] && limitOf(group[0]);
    const room = limit ? roomOf(limit, await entryCounts(sql, canvasId, now)) : group.length;
    fitting.push(...group.slice(0, room));
  }
  return fitting;
}

/** Re-entry: of several who come at once, so many as the rule lets in. */
async function admit(
  sql: SqlClient,
  workspaceId: string,
  works: readonly Work[],
  now: Date,
): Promise<Work[]> {
  if (works.length === 0) return [];
  const keyOf = (claim: EntryClaim): string => `${claim.canvasId} ${claim.profileId}`;
  const claims = new Map(
    works.flatMap(({ claim, entry }) =>
      claim ? [[keyOf(claim), { ...claim, entryId: entry.id }] as const] : [],
    ),
  );
  const won = await claimPeople(sql, workspaceId, [...claims.values()], now);
  const used = new Set<string>();
  return works.filter(({ claim }) => {
    if (!claim) return false;
    const key = keyOf(claim);
    const may = claim.againAfterMs === 0 || (won.has(key) && !used.has(key));
    used.add(key);
    return may;
  });
}

/** By the id that stays when people are renamed; nobody who is gone comes back as somebody new. */
function personOf({ profileId }: Entry) {
  return { braze_id: profileId, _update_existing_only: true };
}

async function updatePeople(
  sql: SqlClient,
  workspaceId: string,
  works: readonly Work[],
  now: Date,
): Promise<void> {
  const updating = works.filter((work) => work.updates.length > 0);
  // One call for most: what started it all is seldom one of our own.
  for (const [depth, group] of Map.groupBy(updating, ({ entry }) => depthOf(entry)))
    await updateGroup(sql, workspaceId, group, depth + 1, now);
}

async function updateGroup(
  sql: SqlClient,
  workspaceId: string,
  updating: readonly Work[],
  loopDepth: number,
  now: Date,
): Promise<void> {
  const body = {
    attributes: updating.flatMap(({ entry, updates }) =>
      updates
        .filter((update) => Object.keys(update.attributes).length > 0)
        .map((update) => ({ ...update.attributes, ...personOf(entry) })),
    ),
    events: updating.flatMap(({ entry, updates }) =>
      updates.flatMap((update) => update.events.map((event) => ({ ...event, ...personOf(entry) }))),
    ),
    purchases: [],
  } satisfies TrackBody;
  if (body.attributes.length + body.events.length === 0) return;
  await trackWithin(sql, systemContext(workspaceId, "canvas", now), body, loopDepth);
}

async function startOthers(sql: SqlClient, works: readonly Work[]): Promise<void> {
  const payloads = works.flatMap(({ entry, enters }) =>
    enters.map((enter, index) => ({
      workspace_id: entry.workspaceId,
      canvas_id: enter.canvasId,
      profile_id: entry.profileId,
      context: enter.context,
      started_by: `entry:${entry.id}:${entry.seq}:${index}`,
      parent_entry_id: entry.id,
      wait: enter.wait,
      loop_depth: depthOf(entry) + 1,
    })),
  );
  await enqueue(sql, ENTER_CANVAS, payloads);
}
