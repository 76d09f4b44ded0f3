import { closeDatabase } from "#lib/platform/db.ts";
import { env } from "#lib/platform/env.ts";
import { log } from "#lib/platform/log.ts";
import { closeQueue } from "#lib/platform/queue.ts";
import { limitHeapGrowth } from "./memory.ts";
import { startWorker } from "./start-worker.ts";

limitHeapGrowth(env().WORKER_HEAP_GROWTH);

/** Sooner it is the same Ctrl-C: npm and the supervisor pass it on although the terminal has sent it to all. */
const SECOND_SIGNAL_MS = 1_000;
let stoppingSince: number | undefined;

/** Finishes what is on the wire and leaves; asked again, it leaves at once. */
async function stop(why: string): Promise<void> {
  if (stoppingSince !== undefined) {
    if (Date.now() - stoppingSince > SECOND_SIGNAL_MS) process.exit(1);
    return;
  }
  stoppingSince = Date.now();
  const worker = await starting;
  log().info({ workerId: worker.id, why }, "worker stopping");
  await worker.stop();
  await closeQueue();
  await closeDatabase();
  process.exit(0);
}

const starting = startWorker();

// Listened for from the beginning: a stop that comes during the start must not be missed.
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => void stop(signal));
// Started with a channel by the supervisor: when that lets go or dies, so do we.
process.on("disconnect", () => {
  if (stoppingSince === undefined) void stop("the parent is gone");
});

const { id } = await starting;
log().info({ workerId: id }, "worker started");
process.send?.("ready");
