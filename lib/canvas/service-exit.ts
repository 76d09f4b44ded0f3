/** Takes people out of a canvas. */
import type { Entry } from "./entry.ts";
import { playTurns } from "./service-engine.ts";
import type { Turn } from "./turn.ts";

/** Answers the ids of those who moved at the same moment: they are still inside, and are to be looked at again. */
export async function exitPeople(
  workspaceId: string,
  entries: readonly Entry[],
  reason: string,
  now: Date,
): Promise<string[]> {
  if (entries.length === 0) return [];
  const turns = entries.map(
    (entry): Turn => ({ entry, cause: { kind: "leave", reason }, causeId: null, at: now }),
  );
  const left = new Set((await playTurns(workspaceId, turns, now)).map((entry) => entry.id));
  return entries.flatMap(({ id }) => (left.has(id) ? [] : [id]));
}
