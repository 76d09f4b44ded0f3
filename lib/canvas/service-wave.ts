/** One turn of each of a batch of entries, decided and stored together; what fails, fails alone. */
import { isDatabaseFault } from "#lib/platform/database-fault.ts";
import type { Entry } from "./entry.ts";
import { finish, playOne } from "./play-turn.ts";
import { commitTurns } from "./service-commit.ts";
import { factsFor, type World, worldFor } from "./service-facts.ts";
import { type Fault, handleFaults } from "./service-faults.ts";
import type { LoadedVersion } from "./service-versions-cache.ts";
import { type Turn, type Work, workOf } from "./turn.ts";

interface EngineWork extends Work {
  version: LoadedVersion;
  /** The turn it was made of. */
  turn: Turn;
}

export interface Wave {
  /** The entries that were stored. */
  stored: Entry[];
  /** Ids of those that could not go on now: nothing else may move them before they are tried again. */
  failing: Set<string>;
}

/** So often a batch is played in parts to find what makes it fail; two for each halving. */
const MOST_PARTS = 100;

/**
 * Plays one turn each. What fails while it is decided fails alone. Of a batch that cannot be stored each half is played
 * by itself, down to the one entry that makes it fail: nobody waits behind it.
 */
export async function playWave(workspaceId: string, turns: readonly Turn[], now: Date): Promise<Wave> {
  const search: Search = { faults: [], parts: 0 };
  const stored = await playPart(workspaceId, turns, search, now);
  const { faults } = search;
  if (faults.length > 0) stored.push(...(await handleFaults(workspaceId, faults, now)));
  return { stored, failing: new Set(faults.map(({ turn }) => turn.entry.id)) };
}

interface Search {
  faults: Fault[];
  parts: number;
}

async function playPart(
  workspaceId: string,
  turns: readonly Turn[],
  search: Search,
  now: Date,
): Promise<Entry[]> {
  try {
    const { stored, faults } = await playAll(workspaceId, turns, now);
    search.faults.push(...faults);
    return stored;
  } catch (error) {
    // The same may succeed in a moment.
    if (isDatabaseFault(error)) throw error;
    search.parts += 2;
    if (turns.length === 1 || search.parts > MOST_PARTS) {
      const kind = turns.length === 1 ? "alone" : "together";
      search.faults.push(...turns.map((turn) => ({ turn, error, kind }) as const));
      return [];
    }
    const middle = Math.ceil(turns.length / 2);
    const first = await playPart(workspaceId, turns.slice(0, middle), search, now);
    return [...first, ...(await playPart(workspaceId, turns.slice(middle), search, now))];
  }
}

async function playAll(
  workspaceId: string,
  turns: readonly Turn[],
  now: Date,
): Promise<{ stored: Entry[]; faults: Fault[] }> {
  const world = await worldFor(
    workspaceId,
    turns.map((turn) => turn.entry),
    now,
  );
  const faults: Fault[] = turns.flatMap((turn): Fault[] => {
    const error = world.unreadable.get(turn.entry.versionId);
    return error === undefined ? [] : [{ turn, error, kind: "version" }];
  });
  let works = turns.flatMap((turn): EngineWork[] => {
    const version = world.versions.get(turn.entry.versionId);
    if (!version) return [];
    const cause = turn.cause.kind;
    const held =
      world.holding.has(turn.entry.canvasId) && cause !== "event" && cause !== "profile" && cause !== "leave";
    if (held && !turn.claim) return [];
    return [{ ...workOf(turn, version), version, turn }];
  });
  for (let round = 0; works.some((work) => work.state === "open"); round++) {
    const open = works.filter((work) => work.state === "open");
    const failed = await playRound(open, world, round, now);
    faults.push(...failed.values());
    works = works.filter((work) => !failed.has(work));
  }
  const changed = works.filter((work) => work.state === "done");
  return { stored: changed.length === 0 ? [] : await commitTurns(workspaceId, changed, now), faults };
}

/** Answers those that cannot be decided. */
async function playRound(
  works: readonly EngineWork[],
  world: World,
  round: number,
  now: Date,
): Promise<Map<EngineWork, Fault>> {
  const facts = await factsFor(
    works.map((work) => ({ entry: work.entry, version: work.version, cause: work.cause.kind })),
    world,
    now,
  );
  const failed = new Map<EngineWork, Fault>();
  works.forEach((work, index) => {
    const own = facts[index];
    if (!own) {
      finish(work, "failed", "person_missing", "exit", now);
      return;
    }
    try {
      playOne(work, own, world.holding.has(work.entry.canvasId), round, now);
    } catch (error) {
      failed.set(work, { turn: work.turn, error, kind: "alone" });
    }
  });
  return failed;
}
