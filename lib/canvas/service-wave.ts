/** One turn of each of a batch of entries, decided and stored together; what cannot be stored fails alone. */
import { isDatabaseFault, isUnstorableText } from "#lib/platform/database-fault.ts";
import { newId } from "#lib/platform/id.ts";
import { log } from "#lib/platform/log.ts";
import { shorten } from "#lib/platform/text.ts";
import { newDefinition } from "./definition.ts";
import type { Entry } from "./entry.ts";
import { finish, playOne } from "./play-turn.ts";
import { commitTurns } from "./service-commit.ts";
import { factsFor, type World, worldFor } from "./service-facts.ts";
import type { LoadedVersion } from "./service-versions-cache.ts";
import { type Turn, type Work, workOf } from "./turn.ts";

interface EngineWork extends Work {
  version: LoadedVersion;
}

const MAX_REASON = 300;

/**
 * Plays one turn each and answers the entries that were stored. Of a batch that fails each half is played by itself,
 * down to the one entry that makes it fail: that one ends with the reason, and nobody waits behind it.
 */
export async function playWave(workspaceId: string, turns: readonly Turn[], now: Date): Promise<Entry[]> {
  try {
    return await playAll(workspaceId, turns, now);
  } catch (error) {
    const [turn] = turns;
    // The same may succeed in a moment.
    if (isDatabaseFault(error) || !turn) throw error;
    if (turns.length === 1) return giveUp(workspaceId, turn, error, now);
    const middle = Math.ceil(turns.length / 2);
    const first = await playWave(workspaceId, turns.slice(0, middle), now);
    return [...first, ...(await playWave(workspaceId, turns.slice(middle), now))];
  }
}

/** Ends an entry whose turn can never be stored. */
async function giveUp(workspaceId: string, turn: Turn, error: unknown, now: Date): Promise<Entry[]> {
  const { id: entryId, canvasId } = turn.entry;
  log().error({ err: error, workspaceId, canvasId, entryId }, "an entry cannot go on and is ended");
  const message = error instanceof Error ? error.message : String(error);
  const reason = isUnstorableText(error) ? "not_storable" : `error: ${shorten(message, MAX_REASON)}`;
  // Its own version may be what cannot be read.
  const work = workOf(turn, { definition: newDefinition({ name: "" }, newId), steps: new Map() });
  finish(work, "failed", reason, "exit", now);
  try {
    return await commitTurns(workspaceId, [work], now);
  } catch (again) {
    if (isDatabaseFault(again)) throw again;
    log().error({ err: again, workspaceId, canvasId, entryId }, "an entry cannot even be ended");
    return [];
  }
}

async function playAll(workspaceId: string, turns: readonly Turn[], now: Date): Promise<Entry[]> {
  const world = await worldFor(
    workspaceId,
    turns.map((turn) => turn.entry),
    now,
  );
  const works = turns.flatMap((turn): EngineWork[] => {
    const version = world.versions.get(turn.entry.versionId);
    if (!version) return [];
    const cause = turn.cause.kind;
    const held =
      world.holding.has(turn.entry.canvasId) && cause !== "event" && cause !== "profile" && cause !== "leave";
    if (held && !turn.claim) return [];
    return [{ ...workOf(turn, version), version }];
  });
  for (let round = 0; works.some((work) => work.state === "open"); round++) {
    await playRound(
      works.filter((work) => work.state === "open"),
      world,
      round,
      now,
    );
  }
  const changed = works.filter((work) => work.state === "done");
  return changed.length === 0 ? [] : commitTurns(workspaceId, changed, now);
}

async function playRound(works: EngineWork[], world: World, round: number, now: Date): Promise<void> {
  const facts = await factsFor(
    works.map((work) => ({ entry: work.entry, version: work.version, cause: work.cause.kind })),
    world,
    now,
  );
  works.forEach((work, index) => {
    const own = facts[index];
    if (!own) {
      finish(work, "failed", "person_missing", "exit", now);
      return;
    }
    playOne(work, own, world.holding.has(work.entry.canvasId), round, now);
  });
}
