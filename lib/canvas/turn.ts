/** A turn: what a cause makes of one entry, and what has to be stored and sent because of it. */
import type { NewDelivery } from "#lib/delivery/schema.ts";
import type { AdvanceFacts, Cause, Effect, HappenedEvent } from "./decision.ts";
import type { Entry, EntryClaim, Move } from "./entry.ts";
import type { CanvasDefinition } from "./schema.ts";
import type { Step } from "./step-schema.ts";

/**
 * `profile`: something about the person changed, which may fulfil an exit rule. `leave`: somebody takes them out.
 * `again`: the step is played once more. `skip`: it is left by a way (null: the first).
 * `control`: they enter only to be compared with. `later`: they enter now and take the first step later.
 */
export type TurnCause =
  | Cause
  | { kind: "profile" }
  | { kind: "leave"; reason: string }
  | { kind: "again" }
  | { kind: "skip"; path: string | null }
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

/** The version somebody goes by. */
interface TurnVersion {
  definition: CanvasDefinition;
  steps: ReadonlyMap<string, Step>;
}

export interface Work extends Turn {
  /** The row as it was read. */
  before: number;
  version: TurnVersion;
  moves: Move[];
  sends: NewDelivery[];
  cancelled: string[];
  updates: Extract<Effect, { kind: "update" }>[];
  enters: Extract<Effect, { kind: "enter" }>[];
  state: "open" | "done" | "ignored";
}

/** What is known about the person of a turn. */
export type TurnFacts = AdvanceFacts & {
  /** Whether an exit rule that is a filter holds. */
  exits: boolean;
};

/** A turn that is about to be played. */
export function workOf(turn: Turn, version: TurnVersion): Work {
  return {
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
  };
}

export function turnOfEvent(entry: Entry, event: HappenedEvent, at: Date): Turn {
  return { entry, cause: { kind: "event", event }, causeId: event.id, at };
}
