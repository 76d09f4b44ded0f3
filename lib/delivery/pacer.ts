/** Requests that have a token of their pace already and wait in memory for its moment. */

export interface Pacer {
  /** How many more may wait. */
  room(): number;
  /** Resolves after `ms`; to false when everybody is sent home before. */
  wait(ms: number): Promise<boolean>;
  /** Sends everybody home who still waits, and whoever comes later. */
  giveUp(): void;
}

/** What bounds the memory they take. */
const MAX_WAITING = 2_000;

export function createPacer(): Pacer {
  const waiting = new Set<(due: boolean) => void>();
  let closed = false;
  return {
    room: () => MAX_WAITING - waiting.size,
    wait(ms) {
      if (closed) return Promise.resolve(false);
      return new Promise((resolve) => {
        const settle = (due: boolean): void => {
          clearTimeout(timer);
          waiting.delete(settle);
          resolve(due);
        };
        const timer = setTimeout(() => settle(true), ms);
        waiting.add(settle);
      });
    },
    giveUp() {
      closed = true;
      for (const settle of [...waiting]) settle(false);
    },
  };
}
