/**
 * Moves people through canvases: decides in memory for a whole batch, then writes everything in one transaction.
 * A row that somebody else moved meanwhile keeps that move; its own effects are dropped with it.
 */
import { type NewDelivery, PRIORITY } from "#lib/delivery/schema.ts";
import { insertDeliveries } from "#lib/delivery/service-enqueue.ts";
import type { TrackBody } from "#lib/event/schema.ts";
import { trackWithin } from "#lib/event/service-track.ts";
import { systemContext } from "#lib/platform/context.ts";
import { inTransaction, type SqlClient } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { notifyLive } from "#lib/platform/live.ts";
import { enqueue } from "#lib/platform/queue.ts";
import {
  advance,
  type Cause,
  type Decision,
  type Effect,
  exitsBy,
  type HappenedEvent,
  listensFor,
  PROFILE_CHANGED,
} from "./advance.ts";
import type { Entry, Move } from "./entry.ts";
import { ENTER_CANVAS } from "./jobs.ts";
import { factsFor, type World, worldFor } from "./service-facts.ts";
import type { LoadedVersion } from "./service-versions-cache.ts";
import {
  appliedCauses,
  cancelSends,
  claimPeople,
  type EntryClaim,
  eventsSince,
  insertEntries,
  loadActive,
  moveEntries,
  recordMoves,
} from "./store-entries.ts";
import { notifyDue, wakeParents } from "./store-wake.ts";

/**
 * `profile`: something about the person changed, which may fulfil an exit rule. `leave`: somebody takes them out.
 * `control`: they enter only to be compared with. `later`: they enter now and take the first step later.
 */
export type TurnCause =
  | Cause
  | { kind: "profile" }
  | { kind: "leave"; reason: string }
  | { kind: "control" }
  | { kind: "later" };

export interface Turn {
  entry: Entry;
  cause: TurnCause;
  causeId: string | null;
  /** When what caused it happened; a little before now. */
  at: Date;
  /** Set for people who enter just now. */
  claim?: EntryClaim;
}

interface Work extends Turn {
  /** The row as it was read. */
  before: number;
  version: LoadedVersion;
  moves: Move[];
  sends: NewDelivery[];
  cancelled: string[];
  updates: Extract<Effect, { kind: "update" }>[];
  enters: Extract<Effect, { kind: "enter" }>[];
  state: "open" | "done" | "ignored";
}

const MAX_ROUNDS = 600;
/** An answer that did not reach us by itself is looked for after this. */
const DELIVERY_CHECK_MS = 20_000;
const DUE_SOON_MS = 1_500;

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
    const later = [...missed, ...rest];
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

async function playWave(workspaceId: string, turns: readonly Turn[], now: Date): Promise<Entry[]> {
  const world = await worldFor(
    workspaceId,
    turns.map((turn) => turn.entry),
    now,
  );
  const works = turns.flatMap((turn): Work[] => {
    const version = world.versions.get(turn.entry.versionId);
    if (!version) return [];
    const cause = turn.cause.kind;
    const held =
      world.holding.has(turn.entry.canvasId) && cause !== "event" && cause !== "profile" && cause !== "leave";
    if (held && !turn.claim) return [];
    return [
      {
        ...turn,
        entry: { ...turn.entry },
        before: turn.entry.seq,
        version,
        moves: [],
        sends: [],
        cancelled: [],
        updates: [],
        enters: [],
        state: "open",
      },
    ];
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
  return changed.length === 0 ? [] : commit(workspaceId, changed, now);
}

async function playRound(works: Work[], world: World, round: number, now: Date): Promise<void> {
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
    playOne(work, own, world, round, now);
  });
}

function playOne(
  work: Work,
  facts: Awaited<ReturnType<typeof factsFor>>[number] & object,
  world: World,
  round: number,
  now: Date,
): void {
  const { entry, cause, version } = work;
  if (round > MAX_ROUNDS) {
    finish(work, "failed", "loop_without_wait", "exit", now);
    return;
  }
  if (cause.kind === "later") {
    work.state = "done";
    return;
  }
  if (cause.kind === "control") {
    endEntry(entry, "control", "control_group", now);
    entry.stepId = null;
    work.state = "done";
    return;
  }
  if (cause.kind === "leave") {
    finish(work, "exited", cause.reason, "exit", now);
    return;
  }
  if (cause.kind === "event" && exitsBy(version.definition, cause.event, now)) {
    finish(work, "exited", "exit_criteria", "exit", now);
    return;
  }
  if (facts.exits) {
    finish(work, "exited", "exit_criteria", "exit", now);
    return;
  }
  if (cause.kind === "profile" || (cause.kind === "event" && world.holding.has(entry.canvasId))) {
    work.state = "ignored";
    return;
  }
  if (entry.stepId === null) {
    finish(work, "completed", "end", "next", now);
    return;
  }
  const step = version.steps.get(entry.stepId);
  // People are never left at a step that no longer exists.
  if (!step) {
    finish(work, "failed", "step_missing", "exit", now);
    return;
  }
  const decision = advance(version.definition, step, { ...entry, entryId: entry.id }, cause, facts, now);
  apply(work, decision, now);
}

// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one case per kind of decision, side by side
function apply(work: Work, decision: Decision, now: Date): void {
  const { entry, version } = work;
  switch (decision.kind) {
    case "ignore":
      work.state = "ignored";
      return;
    case "end":
      finish(work, decision.state, decision.reason, decision.path, now);
      return;
    case "wait": {
      const step = version.steps.get(entry.stepId ?? "") ?? null;
      entry.seq += 1;
      entry.waitingFor = decision.waitingFor;
      entry.waitUntil = decision.until;
      entry.wakeAt = decision.until;
      entry.listens = listensFor(version.definition, decision.waitingFor === "event" ? step : null);
      if (decision.effect) effectOf(work, decision.effect, now);
      if (decision.waitingFor === "delivery") entry.wakeAt = new Date(now.getTime() + DELIVERY_CHECK_MS);
      work.state = "done";
      return;
    }
    case "leave": {
      leaveStep(work, decision.path, decision.reason ?? null, now);
      if (decision.context) entry.context = decision.context;
      if (decision.event) entry.event = decision.event;
      if (decision.effect) effectOf(work, decision.effect, now);
      entry.deliveryId = null;
      entry.stepId = decision.next ?? entry.stepId;
      entry.since = work.at;
      if (decision.next === null) {
        endEntry(entry, "completed", "end", now);
        work.state = "done";
      } else if (decision.effect?.kind === "update") {
        // The next step must see the person as changed: it is played after the transaction.
        Object.assign(entry, {
          waitingFor: "arrive",
          waitUntil: null,
          wakeAt: now,
          listens: listensFor(version.definition, null),
        });
        work.state = "done";
      } else {
        work.cause = { kind: "arrive" };
        work.causeId = null;
      }
    }
  }
}

function leaveStep(work: Work, path: string, reason: string | null, now: Date): void {
  const { entry } = work;
  entry.seq += 1;
  if (entry.stepId === null) return;
  work.moves.push({
    entryId: entry.id,
    seq: entry.seq,
    canvasId: entry.canvasId,
    versionId: entry.versionId,
    stepId: entry.stepId,
    path,
    reason: reason?.slice(0, 1_000) ?? null,
    cause: work.cause.kind,
    causeId: work.causeId,
    deliveryId: entry.deliveryId,
    arrivedAt: entry.since,
    leftAt: now,
  });
}

function finish(work: Work, state: Entry["state"], reason: string, path: string, now: Date): void {
  const { entry } = work;
  if (entry.waitingFor === "delivery" && entry.deliveryId) work.cancelled.push(entry.deliveryId);
  leaveStep(
    work,
    path === "next" ? path : path === "failure" ? "failure_exit" : state === "failed" ? "failed" : "exit",
    reason,
    now,
  );
  endEntry(entry, state, reason, now);
  work.state = "done";
}

function endEntry(entry: Entry, state: Entry["state"], reason: string, now: Date): void {
  Object.assign(entry, {
    state,
    reason,
    waitingFor: null,
    waitUntil: null,
    wakeAt: null,
    listens: [],
    deliveryId: null,
    endedAt: now,
  });
}

function effectOf(work: Work, effect: Effect, now: Date): void {
  const { entry } = work;
  if (effect.kind === "update") work.updates.push(effect);
  else if (effect.kind === "enter") work.enters.push(effect);
  else {
    const id = newId();
    entry.deliveryId = id;
    const { event } = entry;
    work.sends.push({
      id,
      workspaceId: entry.workspaceId,
      canvasId: entry.canvasId,
      canvasVersionId: entry.versionId,
      canvasEntryId: entry.id,
      variationId: entry.variantId,
      stepId: entry.stepId,
      profileId: entry.profileId,
      externalUserId: entry.externalUserId,
      priority: PRIORITY.journey,
      sendAt: effect.sendAt > now ? effect.sendAt : null,
      input: {
        context: entry.context,
        ...(event
          ? { event: { id: event.id, name: event.name, time: event.time, properties: event.properties } }
          : {}),
      },
      ...(effect.aborted ? { status: "aborted" as const, reason: effect.aborted } : {}),
    });
  }
}

async function commit(workspaceId: string, works: readonly Work[], now: Date): Promise<Entry[]> {
  return inTransaction(async (sql) => {
    const entering = works.filter((work) => work.claim);
    const admitted = await admit(sql, workspaceId, entering, now);
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
    works.flatMap((work) => (work.claim ? [[keyOf(work.claim), work.claim] as const] : [])),
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

async function updatePeople(
  sql: SqlClient,
  workspaceId: string,
  works: readonly Work[],
  now: Date,
): Promise<void> {
  const updating = works.filter((work) => work.updates.length > 0);
  if (updating.length === 0) return;
  const body = {
    attributes: updating.flatMap(({ entry, updates }) =>
      updates
        .filter((update) => Object.keys(update.attributes).length > 0)
        .map((update) => ({ ...update.attributes, external_id: entry.externalUserId })),
    ),
    events: updating.flatMap(({ entry, updates }) =>
      updates.flatMap((update) =>
        update.events.map((event) => ({ ...event, external_id: entry.externalUserId })),
      ),
    ),
    purchases: [],
  } satisfies TrackBody;
  if (body.attributes.length + body.events.length === 0) return;
  await trackWithin(sql, systemContext(workspaceId, "canvas", now), body);
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
    })),
  );
  await enqueue(sql, ENTER_CANVAS, payloads);
}

/** Events that happened while people were on their way to where they listen now. */
async function missedEvents(workspaceId: string, entries: readonly Entry[]): Promise<Turn[]> {
  const listening = entries.filter((entry) => entry.state === "active" && entry.listens.length > 0);
  return listening.length === 0 ? [] : eventTurns(workspaceId, listening);
}

/** Events since these entries reached their steps, as turns; those that moved them already are left out. */
export async function eventTurns(workspaceId: string, entries: readonly Entry[]): Promise<Turn[]> {
  const names = [...new Set(entries.flatMap((entry) => entry.listens))].filter(
    (name) => name !== PROFILE_CHANGED,
  );
  if (names.length === 0) return [];
  const since = new Date(Math.min(...entries.map((entry) => entry.since.getTime())));
  const profiles = [...new Set(entries.map((entry) => entry.profileId))];
  const happened = await eventsSince(workspaceId, profiles, names, since);
  if (happened.length === 0) return [];
  const byProfile = Map.groupBy(happened, (event) => event.profileId);
  const applied = await appliedCauses(
    entries.map((entry) => entry.id),
    happened.map((event) => event.id),
  );
  return entries.flatMap((entry) =>
    (byProfile.get(entry.profileId) ?? [])
      .filter(
        (event) =>
          event.receivedAt >= entry.since &&
          event.id !== entry.startedBy &&
          entry.listens.includes(event.name) &&
          !applied.has(`${entry.id} ${event.id}`),
      )
      .map(({ profileId: _profile, receivedAt, ...event }) => turnOfEvent(entry, event, receivedAt)),
  );
}

export function turnOfEvent(entry: Entry, event: HappenedEvent, at: Date): Turn {
  return { entry, cause: { kind: "event", event }, causeId: event.id, at };
}
