/** What becomes of entries whose turn failed: most are tried again later, and a few are ended with the reason. */
import { isDatabaseFault, isUnstorableText } from "#lib/platform/database-fault.ts";
import { newId } from "#lib/platform/id.ts";
import { log } from "#lib/platform/log.ts";
import { shorten } from "#lib/platform/text.ts";
import { newDefinition } from "./definition.ts";
import type { Entry } from "./entry.ts";
import { endEntry, finish } from "./play-turn.ts";
import { hasFailedForLong, retryAt } from "./retry-turn.ts";
import { commitTurns } from "./service-commit.ts";
import { versionsOf } from "./service-versions-cache.ts";
import { postponeEntries } from "./store-entries.ts";
import { type Turn, type Work, workOf } from "./turn.ts";

export interface Fault {
  turn: Turn;
  error: unknown;
  /**
   * `alone`: the turn itself fails. `together`: one of those it was played with does. `version`: this process cannot
   * read the version; one that is newer than we are can.
   */
  kind: "alone" | "together" | "version";
}

const MAX_REASON = 300;

/** Answers the entries that were stored by it. */
export async function handleFaults(
  workspaceId: string,
  faults: readonly Fault[],
  now: Date,
): Promise<Entry[]> {
  // Whoever decides by hand is told, and may try again.
  for (const { turn, error } of faults)
    if (turn.cause.kind === "again" || turn.cause.kind === "skip") throw error;
  const [first] = faults;
  log().error(
    { err: first?.error, workspaceId, entryId: first?.turn.entry.id, entries: faults.length },
    "entries cannot go on now",
  );
  const [ending, others] = [
    faults.filter((fault) => isOver(fault, now)),
    faults.filter((fault) => !isOver(fault, now)),
  ];
  const ended = await commitOrNone(workspaceId, await worksOf(workspaceId, ending, endWork(now)), now);
  const known = new Set(ended.map(({ id }) => id));
  const left = [...others, ...ending.filter(({ turn }) => !known.has(turn.entry.id))];
  const newcomers = left.filter(({ turn }) => turn.claim);
  const inside = left.filter(({ turn }) => !turn.claim);
  const waiting = await commitOrNone(workspaceId, await worksOf(workspaceId, newcomers, waitWork(now)), now);
  await postponeEntries(inside.filter(mayBeWoken).map(({ turn: { entry } }) => postponed(entry, now)));
  return [...ended, ...waiting];
}

/** Whether it ends: who is to leave does, and whatever can never be stored or has failed for hours. */
function isOver({ turn, error, kind }: Fault, now: Date): boolean {
  if (turn.cause.kind === "leave") return true;
  if (kind !== "alone") return false;
  return isUnstorableText(error) || hasFailedForLong(turn.entry.failingSince, now);
}

function endWork(now: Date) {
  return (work: Work, { error }: Fault): void => {
    const { cause } = work;
    if (cause.kind === "leave") finish(work, "exited", cause.reason, "exit", now);
    else finish(work, "failed", reasonOf(error), "exit", now);
  };
}

function reasonOf(error: unknown): string {
  if (isUnstorableText(error)) return "not_storable";
  return `error: ${shorten(error instanceof Error ? error.message : String(error), MAX_REASON)}`;
}

/** Newcomers are inside from now on, and take their first step when it is tried again. */
function waitWork(now: Date) {
  return (work: Work): void => {
    if (work.cause.kind === "control") {
      endEntry(work.entry, "control", "control_group", now);
      work.entry.stepId = null;
    } else {
      const { failingSince, wakeAt } = postponed(work.entry, now);
      Object.assign(work.entry, { failingSince, wakeAt });
    }
    work.state = "done";
  };
}

function postponed({ id, seq, failingSince, waitingFor, waitUntil }: Entry, now: Date) {
  const since = failingSince ?? now;
  const at = retryAt(since, now);
  // Whoever starts later does not start because they are woken.
  const wakeAt = waitingFor === "arrive" && waitUntil && waitUntil > at ? waitUntil : at;
  return { id, seq, failingSince: since, wakeAt };
}

/** Whoever waits for another journey goes on when woken: only because it ended. */
function mayBeWoken({ turn: { entry, cause } }: Fault): boolean {
  return entry.waitingFor !== "canvas" || cause.kind === "timer";
}

async function worksOf(
  workspaceId: string,
  faults: readonly Fault[],
  decide: (work: Work, fault: Fault) => void,
): Promise<Work[]> {
  const versions = await versionsOf(
    workspaceId,
    faults.map(({ turn }) => turn.entry),
  );
  return faults.map((fault) => {
    // Its own version may be what cannot be read.
    const unknown = { definition: newDefinition({ name: "" }, newId), steps: new Map() };
    const work = workOf(fault.turn, versions.get(fault.turn.entry.versionId) ?? unknown);
    decide(work, fault);
    return work;
  });
}

/** All of them, or none when even this cannot be stored: they are tried again. */
async function commitOrNone(workspaceId: string, works: readonly Work[], now: Date): Promise<Entry[]> {
  if (works.length === 0) return [];
  try {
    return await commitTurns(workspaceId, works, now);
  } catch (error) {
    if (isDatabaseFault(error)) throw error;
    log().error({ err: error, workspaceId, entries: works.length }, "entries can neither go on nor be ended");
    return [];
  }
}
