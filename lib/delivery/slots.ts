/** How many requests may be on the wire to one host at once, and who is next. */
import { PaceMeter } from "./pace-meter.ts";

/** How a slot came free: by an answer or an error, by the end of its time-out, or without a request. */
export type SlotEnd = "heard" | "timed_out" | "not_sent";

export interface Lane {
  /** How many more may be taken or may wait here. */
  room(): number;
  /** When a row that found no room tries again: the longer the host has been silent, the later. In milliseconds. */
  retryMs(): number;
  /** How many rows that found no room may try again per second: of a silent host so few that they crowd out nobody. */
  perSecond(): number;
  /** Resolves to true when a slot is ours, false when none came free in time. */
  take(): Promise<boolean>;
  /** What was taken is over. Answers whether a host that had been silent is heard of again. */
  free(how: SlotEnd): boolean;
}

export interface Slots {
  lane(key: string, limit: number): Lane;
  /** Requests to all hosts that came back per second, lately. */
  perSecond(): number;
  /** Sends everybody home who still waits. */
  giveUp(): void;
}

interface State {
  limit: number;
  used: number;
  waiting: Set<(mine: boolean) => void>;
  /** Answers since the lane was opened or the host fell silent: one that nobody hears of has few requests at once. */
  answered: number;
  /** The last thing heard of the host is that it lets requests time out. */
  isDeaf: boolean;
  pace: PaceMeter;
  openedAt: number;
  /** Since when the host owes an answer: the last one, or the first request after it was quiet; null when it owes none. */
  owesSince: number | null;
}

const FIRST_SLOTS = 2;
/** One request is enough to see whether a host answers again: each that hangs costs a connection and its end. */
const DEAF_SLOTS = 1;
/** Nobody waits longer than this in memory; the row goes back and makes room for other hosts. */
const MAX_WAIT_MS = 2_000;
/** Rows that may wait for a host as long as its pace is not known, for one that answers longer; later for a fast one. */
const FRESH_MS = 300;
const FRESH_ANSWERING_MS = 3_000;
const FRESH_BACKLOG = 2_000;
const MAX_BACKLOG = 2_000;
/** What is waited for in memory is sent well before MAX_WAIT_MS. */
const BACKLOG_SECONDS = 1.2;
const MIN_BACKLOG = 4;
const MAX_IDLE_LANES = 20_000;
/** Rows for silent hosts must not go round so often that they crowd out the others. */
const MIN_RETRY_MS = 500;
const MAX_RETRY_MS = 10_000;
const SILENT_MS = 2_000;
const SILENT_PER_SECOND = 0.1;
/** As long as the pace of a host is not known. */
const UNKNOWN_PER_SECOND = 1_000;
/**
 * A little more than a host takes, so that it never waits for rows. What comes too early goes round once more, and that
 * costs as much as sending it: much more than this, and a busy worker does nothing else.
 */
const BUSY_HEADROOM = 1.25;

export function createSlots(): Slots {
  const states = new Map<string, State>();
  const total = new PaceMeter();
  let closed = false;
  return {
    lane(key, limit) {
      if (states.size > MAX_IDLE_LANES) dropIdle(states);
      const state = states.get(key) ?? newState(limit);
      state.limit = limit;
      states.set(key, state);
      return laneOf(state, total, () => closed);
    },
    perSecond: () => total.perSecond,
    giveUp() {
      closed = true;
      for (const state of states.values()) for (const waiter of state.waiting) waiter(false);
    },
  };
}

function newState(limit: number): State {
  return {
    limit,
    used: 0,
    waiting: new Set(),
    answered: 0,
    isDeaf: false,
    pace: new PaceMeter(),
    openedAt: performance.now(),
    owesSince: null,
  };
}

function laneOf(state: State, total: PaceMeter, closed: () => boolean): Lane {
  const start = (): void => {
    state.owesSince ??= performance.now();
    state.used++;
    state.pace.started();
    total.started();
  };
  return {
    room: () => Math.max(0, capacity(state) + backlog(state) - state.used - state.waiting.size),
    retryMs: () => Math.min(MAX_RETRY_MS, Math.max(MIN_RETRY_MS, silentMs(state))),
    perSecond() {
      if (silentMs(state) > SILENT_MS) return SILENT_PER_SECOND;
      const { possiblePerSecond } = state.pace;
      if (possiblePerSecond === 0) return UNKNOWN_PER_SECOND;
      // A host that was silent and answers again is not as slow as its first answer was.
      return Math.max(state.limit, possiblePerSecond * BUSY_HEADROOM);
    },
    take() {
      if (closed()) return Promise.resolve(false);
      if (state.used < capacity(state)) {
        start();
        return Promise.resolve(true);
      }
      return wait(state);
    },
    free(how) {
      const isSilent = silentMs(state) > SILENT_MS;
      state.used--;
      note(state, how, isSilent);
      state.pace.ended(capacity(state));
      total.ended(1);
      for (const waiter of state.waiting) {
        if (state.used >= capacity(state)) break;
        start();
        waiter(true);
      }
      return isSilent && how === "heard";
    },
  };
}

/** How long the host has owed an answer; requests that timed out do not let it off. */
function silentMs(state: State): number {
  return state.owesSince === null ? 0 : performance.now() - state.owesSince;
}

/** What the end of a request says about the host. */
function note(state: State, how: SlotEnd, isSilent: boolean): void {
  if (how === "not_sent") {
    if (state.used === 0 && !state.isDeaf) state.owesSince = null;
    return;
  }
  state.isDeaf = how === "timed_out" && isSilent;
  if (state.isDeaf) state.answered = 0;
  if (how === "timed_out") return;
  state.answered++;
  state.owesSince = state.used > 0 ? performance.now() : null;
}

function wait(state: State): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => settle(false), MAX_WAIT_MS);
    const settle = (mine: boolean): void => {
      clearTimeout(timer);
      state.waiting.delete(settle);
      resolve(mine);
    };
    state.waiting.add(settle);
  });
}

// Each answer lets one more go, so that a hanging host keeps only a handful of sockets busy.
function capacity(state: State): number {
  return Math.min(state.limit, (state.isDeaf ? DEAF_SLOTS : FIRST_SLOTS) + state.answered);
}

function backlog(state: State): number {
  const ageMs = performance.now() - state.openedAt;
  if (ageMs < (state.answered === 0 ? FRESH_MS : FRESH_ANSWERING_MS)) return FRESH_BACKLOG;
  if (state.answered === 0) return 0;
  const sentSoon = Math.floor(state.pace.possiblePerSecond * BACKLOG_SECONDS);
  return Math.max(MIN_BACKLOG, Math.min(MAX_BACKLOG, sentSoon));
}

function dropIdle(states: Map<string, State>): void {
  for (const [key, state] of states) if (state.used === 0 && state.waiting.size === 0) states.delete(key);
}
