/** How many requests may be on the wire to one host at once, and who is next. */

export interface Lane {
  /** How many more may be taken or may wait here, `perSlot` of them for each slot. */
  room(perSlot: number): number;
  /** Resolves to true when a slot is ours, false when waiting has become pointless. */
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
  waiting: ((mine: boolean) => void)[];
}

export function createSlots(): Slots {
  const states = new Map<string, State>();
  let closed = false;
  return {
    lane(key, limit) {
      const state = states.get(key) ?? { limit, used: 0, waiting: [] };
      state.limit = limit;
      states.set(key, state);
      return laneOf(
        state,
        () => closed,
        () => {
          if (state.used === 0 && state.waiting.length === 0) states.delete(key);
        },
      );
    },
    giveUp() {
      closed = true;
      for (const state of states.values()) for (const waiter of state.waiting.splice(0)) waiter(false);
    },
  };
}

function laneOf(state: State, closed: () => boolean, onIdle: () => void): Lane {
  return {
    room: (perSlot) => Math.max(0, state.limit * perSlot - state.used - state.waiting.length),
    take() {
      if (closed()) return Promise.resolve(false);
      if (state.used < state.limit) {
        state.used++;
        return Promise.resolve(true);
      }
      return new Promise((resolve) => state.waiting.push(resolve));
    },
    free() {
      const next = state.waiting.shift();
      if (next) next(true);
      else {
        state.used--;
        onIdle();
      }
    },
  };
}
