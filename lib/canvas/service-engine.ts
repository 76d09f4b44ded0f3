/**
 * Moves people through canvases: decides in memory for a whole batch, then writes everything in one transaction.
 * A row that somebody else moved meanwhile keeps that move; its own effects are dropped with it.
 */
import type { Entry } from "./entry.ts";
import { missedEvents } from "./service-missed.ts";
import { playWave } from "./service-wave.ts";
import { loadActive } from "./store-entries.ts";
import { appliedCauses } from "./store-happened.ts";
import type { Turn } from "./turn.ts";

/** Plays one turn per entry (the first of each), then what follows from it. Answers the entries that were stored. */
export async function playTurns(workspaceId: string, turns: readonly Turn[], now: Date): Promise<Entry[]> {
  const stored: Entry[] = [];
  let left = [...turns];
  while (left.length > 0) {
    const seen = new Set<string>();
    const first = left.filter((turn) => !seen.has(turn.entry.id) && seen.add(turn.entry.id));
    const { stored: ok, failing } = await playWave(workspaceId, first, now);
    // What follows on a turn that failed comes after it: it is found again when that is tried again.
    const rest = left.filter((turn) => !first.includes(turn) && !failing.has(turn.entry.id));
    stored.push(...ok);
    const missed = await missedEvents(workspaceId, ok, now);
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
