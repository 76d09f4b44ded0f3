/** What a decision about one person knows and answers. */
import type { FilterTree } from "#lib/segment/filter.ts";
import type { PersonFacts } from "#lib/segment/matches.ts";
import type { OccurredEvent } from "#lib/trigger/match-event.ts";

export type WaitKind = "arrive" | "delay" | "event" | "delivery" | "replay" | "canvas";

export interface HappenedEvent extends OccurredEvent {
  id: string;
  time: string;
  /** How many of our own webhooks led to it. */
  loop_depth?: number;
}

export interface Settled {
  status: "delivered" | "failed" | "aborted" | "cancelled";
  reason: string | null;
  statusCode: number | null;
  headers: Record<string, string> | null;
  body: string | null;
  truncated: boolean;
}

export type Cause =
  | { kind: "arrive" }
  /** `happened`: for a step that weighs events when its window ends, those of the window, oldest first. */
  | { kind: "timer"; happened?: readonly HappenedEvent[] }
  | { kind: "event"; event: HappenedEvent }
  | { kind: "delivery"; settled: Settled }
  | { kind: "canvas" };

export interface Situation {
  entryId: string;
  canvasId: string;
  waitingFor: WaitKind | null;
  waitUntil: Date | null;
  since: Date;
  context: Record<string, unknown>;
}

export interface AdvanceFacts {
  person: PersonFacts;
  workspaceZone: string;
  /** Whether a filter of `filtersOf` holds. */
  holds: (tree: FilterTree) => boolean;
  /** Why a filter of `filtersOf` holds or not, in words; left out where nobody reads it. */
  why?: (tree: FilterTree) => string;
  /** Values whose texts are templates. */
  render: (value: unknown) => { ok: true; value: unknown } | { ok: false; message: string };
}

export type Effect =
  | { kind: "send"; sendAt: Date; aborted: "quiet_hours" | null }
  | {
      kind: "update";
      attributes: Record<string, unknown>;
      events: { name: string; properties: Record<string, unknown> }[];
    }
  | { kind: "enter"; canvasId: string; context: Record<string, unknown>; wait: boolean };

export type Decision =
  | { kind: "ignore" }
  | { kind: "wait"; waitingFor: WaitKind; until: Date | null; effect?: Effect }
  | {
      kind: "leave";
      path: string;
      next: string | null;
      reason?: string;
      context?: Record<string, unknown>;
      event?: HappenedEvent;
      effect?: Effect;
    }
  | { kind: "end"; state: "exited" | "failed"; path: string; reason: string };

/** A step that is left by one of its ways. */
export function leave(path: string, next: string | null | undefined, reason?: string): Decision {
  return { kind: "leave", path, next: next ?? null, ...(reason ? { reason } : {}) };
}
