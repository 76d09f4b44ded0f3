/** One run of one person through a canvas, as workers handle it. */
import type { HappenedEvent, WaitKind } from "./decision.ts";
import type { EntryState } from "./run-schema.ts";

export interface Entry {
  id: string;
  workspaceId: string;
  canvasId: string;
  versionId: string;
  profileId: string;
  externalUserId: string;
  variantId: string | null;
  state: EntryState;
  reason: string | null;
  stepId: string | null;
  seq: number;
  since: Date;
  waitingFor: WaitKind | null;
  waitUntil: Date | null;
  wakeAt: Date | null;
  listens: string[];
  deliveryId: string | null;
  context: Record<string, unknown>;
  event: HappenedEvent | null;
  startedBy: string;
  parentEntryId: string | null;
  /** How many of our own webhooks, updates and journeys led to it. */
  loopDepth: number;
  /** Since when its next turn fails; null while nothing is wrong. */
  failingSince: Date | null;
  enteredAt: Date;
  endedAt: Date | null;
}

/** How many led to what this entry does now. */
export function depthOf({ loopDepth, event }: Pick<Entry, "loopDepth" | "event">): number {
  return Math.max(loopDepth, event?.loop_depth ?? 0);
}

/** A step that was left. */
export interface Move {
  entryId: string;
  seq: number;
  canvasId: string;
  versionId: string;
  stepId: string;
  path: string;
  reason: string | null;
  cause: string;
  causeId: string | null;
  deliveryId: string | null;
  arrivedAt: Date;
  leftAt: Date;
}

export interface EntryClaim {
  canvasId: string;
  profileId: string;
  /** Not again before this much time has passed; null: never again. */
  againAfterMs: number | null;
}
