/** People enter a canvas: audience, re-entry, limits, variants; then they go as far as they can at once. */
import type { FilterTree } from "#lib/segment/filter.ts";
import { matchPeople } from "#lib/segment/service-match.ts";
import { fits } from "./entry-context.ts";
import { type Newcomer, newcomerTurn } from "./newcomer.ts";
import { playTurns } from "./service-engine.ts";
import type { LoadedVersion } from "./service-versions-cache.ts";
import { type EntryCounts, entryCounts } from "./store-limits.ts";
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
  let room = await roomFor(version, options.enteredInRun ?? 0, now);
  const turns = new Map<Newcomer, Turn>();
  const refused = new Map<Newcomer, string>();
  for (const newcomer of newcomers) {
    if (!matching.has(newcomer.person.profileId)) refused.set(newcomer, "user_not_in_segment");
    else if (!fits(newcomer.context)) refused.set(newcomer, "context_too_large");
    else if (room <= 0) refused.set(newcomer, "entry_limit_reached");
    else {
      room -= 1;
      turns.set(newcomer, newcomerTurn(workspaceId, version, newcomer, now));
    }
  }
  const stored = new Set((await playTurns(workspaceId, [...turns.values()], now)).map((entry) => entry.id));
  return newcomers.map((newcomer): EntryResult => {
    const entry = turns.get(newcomer)?.entry;
    if (entry && stored.has(entry.id)) return { entryId: entry.id, entered: true };
    return { entered: false, reason: refused.get(newcomer) ?? "not_eligible_until" };
  });
}

async function roomFor(version: LoadedVersion, inRun: number, now: Date): Promise<number> {
  const { limit } = version.definition.entry;
  if (!limit) return Number.POSITIVE_INFINITY;
  const counts: EntryCounts = await entryCounts(version.canvasId, now);
  const left = (max: number | null, used: number): number =>
    max === null ? Number.POSITIVE_INFINITY : max - used;
  return Math.min(
    left(limit.total, counts.total),
    left(limit.per_day, counts.today),
    left(limit.per_hour, counts.thisHour),
    left(limit.per_run, inRun),
  );
}
