import { closeDatabase } from "#lib/platform/db.ts";
import { env } from "#lib/platform/env.ts";
import { log } from "#lib/platform/log.ts";
import { closeQueue } from "#lib/platform/queue.ts";
import { startWorker } from "./start-worker.ts";

env();
const worker = await startWorker();
log().info({ workerId: worker.id }, "worker started");

let stopping = false;

/** Finishes what is on the wire and leaves; a second signal leaves at once. */
async function stop(why: string): Promise<void> {
  if (stopping) process.exit(1);
  stopping = true;
  log().info({ workerId: worker.id, why }, "worker stopping");
  await worker.stop();
  await closeQueue();
  await closeDatabase();
  process.exit(0);
}

for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(signal));
// Started with a channel by the supervisor: when that lets go or dies, so do we. After Ctrl-C, which the terminal
// sends to both, this is not the second signal.
process.on("disconnect", () => {
  if (!stopping) void stop("the parent is gone");
});
