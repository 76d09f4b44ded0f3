/** Collects outcomes and writes them together: one statement for everything that ended within a few milliseconds. */
import { setTimeout as sleep } from "node:timers/promises";
import { pool } from "#lib/platform/db.ts";
import { notifyLive } from "#lib/platform/live.ts";
import { log } from "#lib/platform/log.ts";
import type { Settlement } from "./settlement.ts";
import { settle } from "./store-send.ts";

export interface Settler {
  add(item: Settlement): void;
  /** Resolves when everything added so far is written. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

const FLUSH_MS = 30;
const MAX_BATCH = 1_000;
const RETRY_MS = 500;
const LIVE_EVERY_MS = 500;

export function createSettler(
  workerId: string,
  onSettled?: (batch: readonly Settlement[]) => Promise<void>,
): Settler {
  let buffer: Settlement[] = [];
  let timer: NodeJS.Timeout | undefined;
  let waiting: (() => void)[] = [];
  let running: Promise<void> = Promise.resolve();
  const liveAt = new Map<string, number>();

  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const batch = buffer;
    buffer = [];
    const told = waiting;
    waiting = [];
    if (batch.length > 0) running = running.then(() => write(batch));
    void running.then(() => {
      for (const tell of told) tell();
    });
    return running;
  };

  async function write(batch: Settlement[]): Promise<void> {
    // What left the house must be remembered: a database that restarts is waited for.
    for (let attempt = 1; ; attempt++) {
      try {
        await settle(batch, workerId, new Date());
        break;
      } catch (error) {
        log().warn({ err: error, attempt, size: batch.length }, "cannot settle deliveries; trying again");
        await sleep(Math.min(RETRY_MS * attempt, 5_000));
      }
    }
    await onSettled?.(batch).catch((error: unknown) =>
      log().error({ err: error }, "the follow-up of a settled batch failed"),
    );
    await announce(batch);
  }

  async function announce(batch: Settlement[]): Promise<void> {
    const now = Date.now();
    for (const workspaceId of new Set(batch.map((item) => item.workspaceId))) {
      if (now - (liveAt.get(workspaceId) ?? 0) < LIVE_EVERY_MS) continue;
      liveAt.set(workspaceId, now);
      await notifyLive(pool(), workspaceId, ["deliveries"]).catch(() => {});
    }
  }

  return {
    add(item) {
      buffer.push(item);
      if (buffer.length >= MAX_BATCH) void flush();
      else timer ??= setTimeout(() => void flush(), FLUSH_MS);
    },
    settled() {
      // The pending flush is awaited rather than forced, so that chunks ending together share a statement.
      if (buffer.length === 0) return running;
      return new Promise((resolve) => waiting.push(resolve));
    },
    async stop() {
      await flush();
    },
  };
}
