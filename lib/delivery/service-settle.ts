/** Collects outcomes and writes them together: one statement for everything that ended within a few milliseconds. */
import { setTimeout as sleep } from "node:timers/promises";
import { isDatabaseFault } from "#lib/platform/database-fault.ts";
import { inTransaction, pool, type SqlClient } from "#lib/platform/db.ts";
import { notifyLive } from "#lib/platform/live.ts";
import { log } from "#lib/platform/log.ts";
import type { Settlement } from "./settlement.ts";
import { settle } from "./store-send.ts";

export interface Settler {
  add(item: Settlement): void;
  /** Outcomes that are not written yet. */
  backlog(): number;
  /** Resolves when everything added so far is written. */
  settled(): Promise<void>;
  /** Resolves at once, or, while the database refuses outcomes, when it takes them again. */
  writable(): Promise<void>;
  stop(): Promise<void>;
}

const FLUSH_MS = 30;
const MAX_BATCH = 1_000;
const RETRY_MS = 500;
/** Tries of a follow-up that fails although the database is well; then the outcomes are written without it. */
const MAX_FOLLOW_UPS = 3;
const LIVE_EVERY_MS = 500;

/** Writes down what follows from outcomes, in the transaction that writes the outcomes. */
export type FollowUp = (sql: SqlClient, settled: readonly Settlement[]) => Promise<void>;

export interface SettlerEvents {
  /** Asked before a batch is written: what must be written with it or not at all, if anything. */
  followUp?: ((batch: readonly Settlement[]) => Promise<FollowUp | null>) | undefined;
  /** After every batch that was written, without outcomes that came too late, and awaited before the next. */
  onSettled?: ((settled: readonly Settlement[]) => Promise<void>) | undefined;
  /** The backlog has become shorter. */
  onRoom(): void;
}

export function createSettler(workerId: string, { followUp, onSettled, onRoom }: SettlerEvents): Settler {
  const buffer: Settlement[] = [];
  let waiting: { until: number; tell: () => void }[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing = false;
  let stopping = false;
  let added = 0;
  let written = 0;
  let refused: PromiseWithResolvers<void> | undefined;
  const liveAt = new Map<string, number>();

  /** One statement at a time: what comes meanwhile goes with the next, however much that is. */
  const schedule = (): void => {
    if (writing || buffer.length === 0) return;
    if (buffer.length >= MAX_BATCH || stopping) void flush();
    else timer ??= setTimeout(() => void flush(), FLUSH_MS);
  };

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = true;
    const batch = buffer.splice(0, MAX_BATCH);
    await write(batch);
    writing = false;
    written += batch.length;
    const told = waiting.filter(({ until }) => until <= written);
    waiting = waiting.filter(({ until }) => until > written);
    for (const { tell } of told) tell();
    schedule();
    onRoom();
  }

  async function write(batch: Settlement[]): Promise<void> {
    const settled = await writeDown(batch);
    await onSettled?.(settled).catch((error: unknown) =>
      log().error({ err: error }, "the follow-up of a settled batch failed"),
    );
    await announce(batch);
  }

  /** Answers those of the batch that did not come too late. */
  async function writeDown(batch: Settlement[]): Promise<Settlement[]> {
    // What left the house must be remembered: a database that restarts is waited for.
    let faults = 0;
    for (let attempt = 1; ; attempt++) {
      try {
        const settled = await settleBatch(batch, faults < MAX_FOLLOW_UPS);
        refused?.resolve();
        refused = undefined;
        return settled;
      } catch (error) {
        refused ??= Promise.withResolvers();
        if (!isDatabaseFault(error)) faults++;
        log().warn({ err: error, attempt, size: batch.length }, "cannot settle deliveries; trying again");
        await sleep(Math.min(RETRY_MS * attempt, 5_000));
      }
    }
  }

  async function settleBatch(batch: Settlement[], withFollowUp: boolean): Promise<Settlement[]> {
    const follow = withFollowUp ? ((await followUp?.(batch)) ?? null) : null;
    if (!follow) return settleInTime(pool(), batch);
    return inTransaction(async (sql) => {
      const inTime = await settleInTime(sql, batch);
      await follow(sql, inTime);
      return inTime;
    });
  }

  async function settleInTime(sql: SqlClient, batch: Settlement[]): Promise<Settlement[]> {
    const late = await settle(sql, batch, workerId, new Date());
    return late.size === 0 ? batch : batch.filter(({ id }) => !late.has(id));
  }

  async function announce(batch: Settlement[]): Promise<void> {
    const now = Date.now();
    for (const workspaceId of new Set(batch.map((item) => item.workspaceId))) {
      if (now - (liveAt.get(workspaceId) ?? 0) < LIVE_EVERY_MS) continue;
      liveAt.set(workspaceId, now);
      await notifyLive(pool(), workspaceId, ["deliveries"]).catch(() => {});
    }
  }

  const settled = (): Promise<void> => {
    if (written === added) return Promise.resolve();
    return new Promise((tell) => waiting.push({ until: added, tell }));
  };

  return {
    add(item) {
      buffer.push(item);
      added++;
      schedule();
    },
    backlog: () => added - written,
    settled,
    writable: () => refused?.promise ?? Promise.resolve(),
    async stop() {
      stopping = true;
      schedule();
      await settled();
    },
  };
}
