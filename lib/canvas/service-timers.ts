/** Wakes people whose time has come, and those whose webhook was settled. One of these runs in every worker. */
import { startWakeableLoop, type WakeableLoop } from "#lib/platform/wakeable-loop.ts";
import type { HappenedEvent, Settled } from "./decision.ts";
import type { Entry } from "./entry.ts";
import { playTurns } from "./service-engine.ts";
import { eventTurns, weighedEvents } from "./service-missed.ts";
import { claimDueEntries, holdStill, loadActive, nextWakeAt, setWake } from "./store-entries.ts";
import { settledDeliveries } from "./store-happened.ts";
import { holdingCanvases } from "./store-people.ts";
import type { Turn } from "./turn.ts";

const BATCH = 1_000;
const LEASE_MS = 30_000;
const LATEST_CHECK_MS = 10 * 60_000;
const FIRST_CHECK_MS = 20_000;

/** Sleeps until the next person is due; several workers share the work row by row. */
export function startCanvasTimers(): WakeableLoop {
  return startWakeableLoop(async () => {
    const moved = await moveDue(new Date());
    return moved === BATCH ? new Date() : nextWakeAt();
  }, "cannot move people who are due; trying again");
}

/** One batch of those who are due; answers how many. */
export async function moveDue(now: Date): Promise<number> {
  const due = await claimDueEntries(BATCH, now, LEASE_MS);
  for (const [workspaceId, entries] of Map.groupBy(due, (entry) => entry.workspaceId)) {
    const holding = await holdingCanvases([...new Set(entries.map((entry) => entry.canvasId))]);
    await holdStill(entries.filter((entry) => holding.has(entry.canvasId)));
    await moveFree(
      workspaceId,
      entries.filter((entry) => !holding.has(entry.canvasId)),
      now,
    );
  }
  return due.length;
}

async function moveFree(workspaceId: string, entries: readonly Entry[], now: Date): Promise<void> {
  // Who is woken before their time is to be looked at: an event may have been lost, exit rules listen everywhere.
  const early = (entry: Entry): boolean =>
    entry.waitingFor === "delay" && entry.listens.length > 0 && !isOver(entry, now);
  const listening = entries.filter((entry) => entry.waitingFor === "event" || early(entry));
  const missed = Map.groupBy(await eventTurns(workspaceId, listening, now), (turn) => turn.entry.id);
  const ended = listening.filter((entry) => entry.waitUntil !== null && isOver(entry, now));
  const weighed = await weighedEvents(workspaceId, ended, now);
  const sent = entries.flatMap((entry) => (isSending(entry) && entry.deliveryId ? [entry.deliveryId] : []));
  const settled =
    sent.length > 0 ? await settledDeliveries(sent) : new Map<string, Settled & { startedAt: Date | null }>();
  const again: { id: string; seq: number; wakeAt: Date | null }[] = [];
  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one line per kind of wait, in the order in which they win
  const turns = entries.flatMap((entry): Turn[] => {
    const outcome = isSending(entry) ? settled.get(entry.deliveryId ?? "") : undefined;
    const over = isOver(entry, now);
    if (outcome && !(entry.waitingFor === "replay" && outcome.status !== "delivered"))
      return [
        { entry, cause: { kind: "delivery", settled: outcome }, causeId: null, at: outcome.startedAt ?? now },
      ];
    const events = missed.get(entry.id);
    const late = over ? [timerOf(entry, now, weighed.get(entry.id))] : [];
    if (events) return [...events, ...late];
    if (entry.waitingFor === "arrive")
      return [{ ...timerOf(entry, now), cause: { kind: "arrive" }, at: entry.since }];
    // Woken for it because the other journey ended.
    if (entry.waitingFor === "canvas") return [timerOf(entry, now)];
    if (entry.waitingFor !== "delivery" && over) return late;
    again.push({ id: entry.id, seq: entry.seq, wakeAt: entry.waitUntil ?? nextCheck(entry, now) });
    // What failed last may have been a look at the exit rules, or an event of a version that nobody here can read.
    return entry.failingSince ? [{ entry, cause: { kind: "profile" }, causeId: null, at: now }] : [];
  });
  // First: who fails once more is looked at before that.
  await setWake(again);
  await playTurns(workspaceId, turns, now);
}

function isOver({ waitUntil }: Entry, now: Date): boolean {
  return waitUntil === null || waitUntil <= now;
}

function isSending(entry: Entry): boolean {
  return entry.waitingFor === "delivery" || entry.waitingFor === "replay";
}

function timerOf(entry: Entry, now: Date, happened?: readonly HappenedEvent[]): Turn {
  const due = entry.waitUntil ?? now;
  const cause = { kind: "timer" as const, ...(happened ? { happened } : {}) };
  return { entry, cause, causeId: null, at: due < now ? due : now };
}

/** Answers that took long already are asked for more and more rarely: the settled batch tells of them anyway. */
function nextCheck(entry: Entry, now: Date): Date {
  const waited = now.getTime() - entry.since.getTime();
  return new Date(now.getTime() + Math.min(LATEST_CHECK_MS, Math.max(FIRST_CHECK_MS, waited)));
}

export interface SettledSend {
  deliveryId: string;
  workspaceId: string;
  entryId: string;
  settled: Settled;
  startedAt: Date | null;
}

/** Moves people on whose webhooks were settled just now. */
export async function resumeSettled(sends: readonly SettledSend[], now: Date): Promise<void> {
  for (const [workspaceId, group] of Map.groupBy(sends, (send) => send.workspaceId)) {
    const entries = await loadActive(workspaceId, [...new Set(group.map((send) => send.entryId))]);
    const byId = new Map(entries.map((entry) => [entry.id, entry]));
    const turns = group.flatMap((send): Turn[] => {
      const entry = byId.get(send.entryId);
      if (!entry || entry.deliveryId !== send.deliveryId || !isSending(entry)) return [];
      return [
        {
          entry,
          cause: { kind: "delivery", settled: send.settled },
          causeId: null,
          at: send.startedAt ?? now,
        },
      ];
    });
    await playTurns(workspaceId, turns, now);
  }
}
