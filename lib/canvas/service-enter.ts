/** People enter a canvas: audience, re-entry, limits, variants; then they go as far as they can at once. */
import { MAX_LOOP_DEPTH } from "#lib/event/loop-guard.ts";
import { pool } from "#lib/platform/db.ts";
import type { FilterTree } from "#lib/segment/filter.ts";
import { matchPeople } from "#lib/segment/service-match.ts";
import { fits } from "./entry-context.ts";
import { roomOf } from "./entry-room.ts";
import { mayEnter, type Newcomer, newcomerTurn } from "./newcomer.ts";
import { playTurns } from "./service-engine.ts";
import type { LoadedVersion } from "./service-versions-cache.ts";
import { entryCounts } from "./store-limits.ts";
import { lastEntries } from "./store-people.ts";
import type { Turn } from "./turn.ts";

export interface EnterOptions {
  audience?: FilterTree | undefined;
  withoutEvents?: readonly string[] | undefined;
  /** Entries the current run has made. */
  enteredInRun?: number | undefined;
}

export type EntryResult = { entryId: string; entered: true } | { entered: false; reason: string };

/** Lets people in; answers for each what became of it, in order. */
export async function enterCanvas(
  workspaceId: string,
  version: LoadedVersion,
  newcomers: readonly Newcomer[],
  now: Date,
  options: EnterOptions = {},
): Promise<EntryResult[]> {
  const { definition } = version;
  const trees = [definition.audience, options.audience].filter((tree) => tree && tree.filters.length > 0);
  const tree: FilterTree = { op: "and", filters: trees.filter((item) => item !== undefined) };
  const people = [...new Map(newcomers.map(({ person }) => [person.profileId, person])).values()];
  const matching = new Set(
    (await matchPeople(workspaceId, tree, people, now, { withoutEvents: options.withoutEvents })).map(
      (person) => person.profileId,
    ),
  );
  const turns = new Map<Newcomer, Turn>();
  const refused = new Map<Newcomer, string>();
  for (const newcomer of newcomers) {
    if (!matching.has(newcomer.person.profileId)) refused.set(newcomer, "user_not_in_segment");
    else if ((newcomer.loopDepth ?? newcomer.event?.loop_depth ?? 0) >= MAX_LOOP_DEPTH)
      refused.set(newcomer, "loop_cut");
    else if (!fits(newcomer.context)) refused.set(newcomer, "context_too_large");
    else turns.set(newcomer, newcomerTurn(workspaceId, version, newcomer, now));
  }
  const eligible = await thoseWhoMay(version, turns, now);
  const { stored, left } = await fillRoom(workspaceId, version, eligible, options.enteredInRun ?? 0, now);
  const late = new Set(left);
  return newcomers.map((newcomer): EntryResult => {
    const turn = turns.get(newcomer);
    if (turn && stored.has(turn.entry.id)) return { entryId: turn.entry.id, entered: true };
    if (turn && late.has(turn)) return { entered: false, reason: "entry_limit_reached" };
    return { entered: false, reason: refused.get(newcomer) ?? "not_eligible_until" };
  });
}

/** Whoever may not enter again uses up no place of a limit. */
async function thoseWhoMay(
  version: LoadedVersion,
  turns: ReadonlyMap<Newcomer, Turn>,
  now: Date,
): Promise<Turn[]> {
  const people = [...new Set([...turns.keys()].map(({ person }) => person.profileId))];
  const last = people.length === 0 ? new Map<string, Date>() : await lastEntries(version.canvasId, people);
  return [...turns.values()].filter(({ claim }) => {
    if (!claim) return false;
    const { profileId } = claim;
    if (!mayEnter(claim, last.get(profileId) ?? null, now)) return false;
    last.set(profileId, now);
    return true;
  });
}

/** The first of them enter, as many as the limit leaves places for; who turns out to be inside already uses up none. */
async function fillRoom(
  workspaceId: string,
  version: LoadedVersion,
  eligible: readonly Turn[],
  inRun: number,
  now: Date,
): Promise<{ stored: Set<string>; left: Turn[] }> {
  const stored = new Set<string>();
  let left = [...eligible];
  while (left.length > 0) {
    const room = await roomFor(version, inRun + stored.size, now);
    const chosen = left.slice(0, Math.max(0, room));
    if (chosen.length === 0) break;
    left = left.slice(chosen.length);
    for (const entry of await playTurns(workspaceId, chosen, now)) stored.add(entry.id);
  }
  return { stored, left };
}

async function roomFor(version: LoadedVersion, inRun: number, now: Date): Promise<number> {
  const { limit } = version.definition.entry;
  if (!limit) return Number.POSITIVE_INFINITY;
  return roomOf(limit, await entryCounts(pool(), version.canvasId, now), inRun);
}
