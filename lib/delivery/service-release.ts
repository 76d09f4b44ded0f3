/** Brings deliveries whose time has come back into jobs: delayed ones, retries, and those that were held. */
import { inTransaction } from "#lib/platform/db.ts";
import { log } from "#lib/platform/log.ts";
import { enqueueSends } from "./service-enqueue.ts";
import { claimDue, freeLostRows, nextDueAt } from "./store-send.ts";

const BATCH = 2_000;
const MAX_SLEEP_MS = 1_000;
const MIN_SLEEP_MS = 5;
const LOST_AFTER_MS = 5 * 60_000;
const LOST_CHECK_MS = 60_000;

export interface Releaser {
  /** Something may be due earlier than it thinks. */
  wake(): void;
  stop(): Promise<void>;
}

/** Sleeps until the next delivery is due, at most a second; several workers share the work row by row. */
export function startReleaser(): Releaser {
  let stopped = false;
  let wakeUp: () => void = () => {};
  const running = (async () => {
    let lostCheckedAt = 0;
    while (!stopped) {
      const sleepMs = await round().catch((error: unknown) => {
        log().warn({ err: error }, "cannot release due deliveries; trying again");
        return MAX_SLEEP_MS;
      });
      if (Date.now() - lostCheckedAt > LOST_CHECK_MS) {
        lostCheckedAt = Date.now();
        await freeLost().catch((error: unknown) =>
          log().warn({ err: error }, "cannot look for lost deliveries"),
        );
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, sleepMs);
        wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  })();
  return {
    wake: () => wakeUp(),
    async stop() {
      stopped = true;
      wakeUp();
      await running;
    },
  };
}

/** Releases what is due; answers how long nothing more will be. */
async function round(): Promise<number> {
  const released = await releaseDue(new Date());
  const next = released === BATCH ? new Date() : await nextDueAt();
  return next ? Math.min(MAX_SLEEP_MS, Math.max(MIN_SLEEP_MS, next.getTime() - Date.now())) : MAX_SLEEP_MS;
}

async function freeLost(): Promise<void> {
  const freed = await freeLostRows(new Date(Date.now() - LOST_AFTER_MS));
  if (freed > 0) log().warn({ freed }, "deliveries without a job were put back");
}

/** One round: takes up to a batch of due rows and enqueues them in the same transaction. Answers how many. */
export async function releaseDue(now: Date): Promise<number> {
  return inTransaction(async (sql) => {
    const due = await claimDue(sql, BATCH, now);
    await enqueueSends(sql, due);
    return due.length;
  });
}
