/**
 * Decides what becomes of somebody inside when a version is published: where they stand in the new version and when
 * they go on. A wait is measured again from when it began; who is due by that goes on at the pace of the canvas.
 */
import { advance, listensFor } from "./advance.ts";
import type { Entry } from "./entry.ts";
import type { CanvasDefinition } from "./schema.ts";
import type { Step } from "./step-schema.ts";
import type { TurnFacts } from "./turn.ts";

export interface Rebased {
  entry: Entry;
  /** They go on at once: counted, and spread over time by whoever stores it. */
  due: boolean;
  /** They left their old step for another. */
  moved: boolean;
  /** Deliveries of a step that is left. */
  cancelled: string[];
}

export interface NewVersion {
  id: string;
  definition: CanvasDefinition;
  steps: ReadonlyMap<string, Step>;
}

/** The entry on the new version; null when there is no step for it there. */
export function rebase(
  entry: Entry,
  oldStep: Step | null,
  target: NewVersion,
  to: string | null,
  facts: TurnFacts | null,
  now: Date,
): Rebased | null {
  const step = target.steps.get(to ?? entry.stepId ?? "");
  if (!step) return null;
  const base: Entry = { ...entry, versionId: target.id, seq: entry.seq + 1 };
  const stays = step.id === entry.stepId && step.type === oldStep?.type;
  if (!stays) return arriving(base, entry, target, step, now);
  if (entry.waitingFor === "delay" || entry.waitingFor === "event")
    return waiting(base, entry, target, step, facts, now);
  // What waits for an answer, a replay or another journey goes on waiting for it.
  const listens = listensFor(target.definition, null);
  return { entry: { ...base, listens }, due: false, moved: false, cancelled: [] };
}

function arriving(base: Entry, entry: Entry, target: NewVersion, step: Step, now: Date): Rebased {
  const sending = entry.waitingFor === "delivery" || entry.waitingFor === "replay";
  // Who waits for the moment at which they start goes on waiting for it.
  const later = entry.waitingFor === "arrive" && entry.waitUntil !== null && entry.waitUntil > now;
  const until = later ? entry.waitUntil : null;
  return {
    entry: {
      ...base,
      stepId: step.id,
      since: until ?? now,
      waitingFor: "arrive",
      waitUntil: until,
      wakeAt: until ?? now,
      listens: listensFor(target.definition, null),
      deliveryId: null,
    },
    due: !later,
    moved: true,
    cancelled: sending && entry.deliveryId ? [entry.deliveryId] : [],
  };
}

function waiting(
  base: Entry,
  entry: Entry,
  target: NewVersion,
  step: Step,
  facts: TurnFacts | null,
  now: Date,
): Rebased {
  const situation = { ...entry, entryId: entry.id };
  const decision = facts ? advance(target.definition, step, situation, { kind: "arrive" }, facts, now) : null;
  // Whom the step would not keep leaves by what it says: they come there once more, as of when they came.
  if (decision?.kind === "end") return arrivingAgain(base, target, now);
  const until = decision === null ? entry.waitUntil : decision.kind === "wait" ? decision.until : now;
  const due = until !== null && until <= now;
  const listens = listensFor(target.definition, entry.waitingFor === "event" ? step : null);
  return {
    // Who waits for events is looked at once more: one may have come in between.
    entry: {
      ...base,
      waitUntil: until,
      wakeAt: due || entry.waitingFor === "event" ? now : until,
      listens,
    },
    due,
    moved: false,
    cancelled: [],
  };
}

function arrivingAgain(base: Entry, target: NewVersion, now: Date): Rebased {
  const listens = listensFor(target.definition, null);
  const entry: Entry = { ...base, waitingFor: "arrive", waitUntil: null, wakeAt: now, listens };
  return { entry, due: true, moved: false, cancelled: [] };
}

/** When the person number `index` of those who are due goes on, at so many a minute. */
export function releaseAt(now: Date, index: number, perMinute: number | null): Date {
  return perMinute === null ? now : new Date(now.getTime() + Math.floor(index * (60_000 / perMinute)));
}
