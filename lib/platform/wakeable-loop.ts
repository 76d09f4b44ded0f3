import { log } from "./log.ts";

const MAX_SLEEP_MS = 1_000;
const MIN_SLEEP_MS = 5;

export interface WakeableLoop {
  /** Something may be due earlier than it thinks. */
  wake(): void;
  /** Resolves when the round that runs, if one does, is over. */
  stop(): Promise<void>;
}

/**
 * Repeats `round`, which answers when there is more to do (null: it knows of nothing), and sleeps until then, at most a
 * second. What is waited for lies in the database, so any number of workers may run the same loop.
 */
export function startWakeableLoop(round: () => Promise<Date | null>, failure: string): WakeableLoop {
  let stopped = false;
  // Woken during a round, it does not sleep after it: the round may have looked before there was something.
  let woken = false;
  let endSleep: () => void = () => {};
  const wake = (): void => {
    woken = true;
    endSleep();
  };
  const running = (async () => {
    while (!stopped) {
      woken = false;
      const sleepMs = await round().then(untilMs, (error: unknown) => {
        log().warn({ err: error }, failure);
        return MAX_SLEEP_MS;
      });
      if (stopped) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, woken ? MIN_SLEEP_MS : sleepMs);
        endSleep = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  })();
  return {
    wake,
    async stop() {
      stopped = true;
      endSleep();
      await running;
    },
  };
}

function untilMs(next: Date | null): number {
  if (next === null) return MAX_SLEEP_MS;
  return Math.min(MAX_SLEEP_MS, Math.max(MIN_SLEEP_MS, next.getTime() - Date.now()));
}
