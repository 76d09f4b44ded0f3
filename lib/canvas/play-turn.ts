/**
 * Plays turns in memory. The engine and the simulation share it; neither a database nor a clock is known here.
 */
import { PRIORITY } from "#lib/delivery/schema.ts";
import { deeper, MAX_LOOP_DEPTH } from "#lib/event/loop-guard.ts";
import { newId } from "#lib/platform/id.ts";
import { advance, exitsBy, listensFor } from "./advance.ts";
import type { Decision, Effect, HappenedEvent } from "./decision.ts";
import { pathsOf } from "./definition.ts";
import { depthOf, type Entry } from "./entry.ts";
import type { Step } from "./step-schema.ts";
import type { TurnCause, TurnFacts, Work } from "./turn.ts";

const MAX_ROUNDS = 600;
/** An answer that did not reach us by itself is looked for after this. */
const DELIVERY_CHECK_MS = 20_000;

/** Plays one round of a turn: afterwards it is over, or open because the person arrived at another step. */
export function playOne(work: Work, facts: TurnFacts, holding: boolean, round: number, now: Date): void {
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
  if (
    cause.kind === "profile" ||
    (cause.kind === "event" && (holding || cameLate(work) || isCut(cause.event)))
  ) {
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
  if (cause.kind === "again" || cause.kind === "skip") {
    byHand(work, step, cause, now);
    return;
  }
  const decision = advance(version.definition, step, { ...entry, entryId: entry.id }, cause, facts, now);
  apply(work, decision, now);
}

/** An event to which so many of our own webhooks led moves nobody on: they would go round for ever. */
function isCut(event: HappenedEvent): boolean {
  return (event.loop_depth ?? 0) >= MAX_LOOP_DEPTH;
}

/** After the window of the step an event leads nowhere, whenever it is looked at. */
function cameLate({ entry, at }: Work): boolean {
  return entry.waitingFor === "event" && entry.waitUntil !== null && at > entry.waitUntil;
}

/** Somebody decided for the person: the step begins anew, or is left without waiting for it. */
function byHand(
  work: Work,
  step: Step,
  cause: Extract<TurnCause, { kind: "again" | "skip" }>,
  now: Date,
): void {
  const { entry } = work;
  if (sending(entry) && entry.deliveryId) work.cancelled.push(entry.deliveryId);
  const ways = pathsOf(step);
  const way = cause.kind === "again" ? null : (ways.find(({ path }) => path === cause.path) ?? ways[0]);
  apply(
    work,
    {
      kind: "leave",
      path: cause.kind === "again" ? "again" : "skipped",
      next: cause.kind === "again" ? step.id : (way?.next ?? null),
      reason: cause.kind === "again" ? "tried again by hand" : "skipped by hand",
    },
    now,
  );
}

function sending(entry: Entry): boolean {
  return entry.waitingFor === "delivery" || entry.waitingFor === "replay";
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

/** Ends the entry, whatever it waits for. */
export function finish(work: Work, state: Entry["state"], reason: string, path: string, now: Date): void {
  const { entry } = work;
  // A replay that is under way goes to nobody who left.
  if (sending(entry) && entry.deliveryId) work.cancelled.push(entry.deliveryId);
  leaveStep(
    work,
    path === "next" ? path : path === "failure" ? "failure_exit" : state === "failed" ? "failed" : "exit",
    reason,
    now,
  );
  endEntry(entry, state, reason, now);
  work.state = "done";
}

/** Ends an entry that has left its step. */
export function endEntry(entry: Entry, state: Entry["state"], reason: string, now: Date): void {
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
        ...deeper({ loopDepth: depthOf(entry) }),
        ...(event ? { event: inputOf(event) } : {}),
      },
      ...(effect.aborted ? { status: "aborted" as const, reason: effect.aborted } : {}),
    });
  }
}

/** What a webhook reads of the event. */
function inputOf({ id, name, time, properties }: HappenedEvent) {
  return { id, name, time, properties };
}
