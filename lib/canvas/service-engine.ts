/**
 * Moves people through canvases: decides in memory for a whole batch, then writes everything in one transaction.
 * A row that somebody else moved meanwhile keeps that move; its own effects are dropped with it.
 */
import type { Entry } from "./entry.ts";
import { finish, playOne } from "./play-turn.ts";
import { commitTurns } from "./service-commit.ts";
import { factsFor, type World, worldFor } from "./service-facts.ts";
import { missedEvents } from "./service-missed.ts";
import type { LoadedVersion } from "./service-versions-cache.ts";
import { loadActive } from "./store-entries.ts";
import { appliedCauses } from "./store-happened.ts";
import { type Turn, type Work, workOf } from "./turn.ts";

interface EngineWork extends Work {
  version: LoadedVersion;
}

/** Plays one turn per entry (the first of each), then what follows from it. Answers the entries that were stored. */
export async function playTurns(workspaceId: string, turns: readonly Turn[], now: Date): Promise<Entry[]> {
  const stored: Entry[] = [];
  let left = [...turns];
  while (left.length > 0) {
    const seen = new Set<string>();
    const first = left.filter((turn) => !seen.has(turn.entry.id) && seen.add(turn.entry.id));
    const rest = left.filter((turn) => !first.includes(turn));
    const ok = await playWave(workspaceId, first, now);
    stored.push(...ok);
    const missed = await missedEvents(workspaceId, ok);
    const later = await notApplied([...missed, ...rest]);
    const again = ok.filter((entry) => entry.waitingFor === "arrive" && entry.wakeAt && entry.wakeAt <= now);
    const fresh = await loadActive(workspaceId, [
      ...new Set([...later.map((turn) => turn.entry.id), ...again.map((entry) => entry.id)]),
    ]);
    const byId = new Map(fresh.map((entry) => [entry.id, entry]));
    left = [
      ...again.flatMap((entry): Turn[] => {
        const latest = byId.get(entry.id);
        return latest ? [{ entry: latest, cause: { kind: "arrive" }, causeId: null, at: entry.since }] : [];
      }),
      ...later.flatMap((turn): Turn[] => {
        const latest = byId.get(turn.entry.id);
        return latest ? [{ ...turn, entry: latest }] : [];
      }),
    ];
  }
  return stored;
}

/** One event moves an entry once: it may have been found twice, or have moved it by the hand of another worker. */
async function notApplied(turns: readonly Turn[]): Promise<Turn[]> {
  const keyOf = ({ entry, causeId }: Turn): string => `${entry.id} ${causeId}`;
  const causes = [...new Set(turns.flatMap(({ causeId }) => causeId ?? []))];
  if (causes.length === 0) return [...turns];
  const known = await appliedCauses([...new Set(turns.map(({ entry }) => entry.id))], causes);
  return turns.filter((turn) => turn.causeId === null || (!known.has(keyOf(turn)) && known.add(keyOf(turn))));
}

async function playWave(workspaceId: string, turns: readonly Turn[], now: Date): Promise<Entry[]> {
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
