/** How many requests may be on the wire to one host at once, and who is next. */

export interface Lane {
  /** How many more may be taken or may wait here. */
  room(): number;
  /** When a row that found no room tries again: the longer the host has been silent, the later. In milliseconds. */
  retryMs(): number;
  /** How many rows that found no room may try again per second: of a silent host so few that they crowd out nobody. */
  perSecond(): number;
  /** Resolves to true when a slot is ours, false when none came free in time. */
  take(): Promise<boolean>;
  free(): void;
}

export interface Slots {
  lane(key: string, limit: number): Lane;
  /** Sends everybody home who still waits. */
  giveUp(): void;
}

interface State {
  limit: number;
  used: number;
  waiting: Set<(mine: boolean) => void>;
  /** Requests that came back since the lane was opened: a host nobody has heard of starts with few at once. */
  freed: number;
  perSecond: number;
  openedAt: number;
  measuredAt: number;
  freedThen: number;
  /** When an answer last came, or the first request of those on the wire left. */
  heardAt: number;
}

const FIRST_SLOTS = 4;
/** Nobody waits longer than this in memory; the row goes back and makes room for other hosts. */
const MAX_WAIT_MS = 2_000;
const MEASURE_MS = 200;
/** A moment in which this process was busy elsewhere says little about the host: its pace is forgotten by and by. */
const PACE_KEPT = 0.95;
/** Rows that may wait for a host as long as its pace is not known, for one that answers longer; later for a fast one. */
const FRESH_MS = 300;
const FRESH_ANSWERING_MS = 3_000;
const FRESH_BACKLOG = 2_000;
const MAX_BACKLOG = 2_000;
const BACKLOG_PER_SLOT = 2;
const MAX_IDLE_LANES = 20_000;
/** Rows for silent hosts must not go round so often that they crowd out the others. */
const MIN_RETRY_MS = 500;
const MAX_RETRY_MS = 5_000;
const SILENT_MS = 2_000;
const SILENT_PER_SECOND = 0.2;
/** More than a host takes, so that none waits for rows; what comes too early goes round once more. */
const BUSY_PER_SECOND = 1_000;
const BUSY_HEADROOM = 2;

export function createSlots(): Slots {
  const states = new Map<string, State>();
  let closed = false;
  return {
    lane(key, limit) {
      if (states.size > MAX_IDLE_LANES) dropIdle(states);
      const state = states.get(key) ?? newState(limit);
      state.limit = limit;
      states.set(key, state);
      return laneOf(state, () => closed);
    },
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
    freed: 0,
    perSecond: 0,
    openedAt: performance.now(),
    measuredAt: performance.now(),
    freedThen: 0,
    heardAt: performance.now(),
  };
}

function laneOf(state: State, closed: () => boolean): Lane {
  return {
    room: () => Math.max(0, capacity(state) + backlog(state) - state.used - state.waiting.size),
    retryMs: () => Math.min(MAX_RETRY_MS, Math.max(MIN_RETRY_MS, silentMs(state))),
    perSecond() {
      if (silentMs(state) > SILENT_MS) return SILENT_PER_SECOND;
      return Math.max(BUSY_PER_SECOND, state.perSecond * BUSY_HEADROOM);
    },
    take() {
      if (closed()) return Promise.resolve(false);
      if (state.used < capacity(state)) {
        if (state.used === 0) state.heardAt = performance.now();
        state.used++;
        return Promise.resolve(true);
      }
      return wait(state);
    },
    free() {
      state.used--;
      state.freed++;
      state.heardAt = performance.now();
      measure(state);
      for (const waiter of state.waiting) {
        if (state.used >= capacity(state)) return;
        state.used++;
        waiter(true);
      }
    },
  };
}

/** How long requests have been on the wire without an answer; a host that is asked nothing owes none. */
function silentMs(state: State): number {
  return state.used === 0 ? 0 : performance.now() - state.heardAt;
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
  return Math.min(state.limit, FIRST_SLOTS + state.freed);
}

function backlog(state: State): number {
  const ageMs = performance.now() - state.openedAt;
  if (ageMs < (state.freed === 0 ? FRESH_MS : FRESH_ANSWERING_MS)) return FRESH_BACKLOG;
  if (state.freed === 0) return 0;
  return Math.max(state.limit * BACKLOG_PER_SLOT, Math.min(MAX_BACKLOG, Math.floor(state.perSecond)));
}

function measure(state: State): void {
  const now = performance.now();
  const elapsed = now - state.measuredAt;
  if (elapsed < MEASURE_MS) return;
  const seen = ((state.freed - state.freedThen) / elapsed) * 1_000;
  state.perSecond = Math.max(seen, state.perSecond * PACE_KEPT);
  state.measuredAt = now;
  state.freedThen = state.freed;
}

function dropIdle(states: Map<string, State>): void {
  for (const [key, state] of states) if (state.used === 0 && state.waiting.size === 0) states.delete(key);
}
