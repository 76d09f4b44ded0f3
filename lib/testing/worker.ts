import { afterAll, beforeAll } from "vitest";
import { type RunningWorker, startWorker } from "#worker/start-worker.ts";
import { type Receiver, startReceiver } from "./receiver.ts";

/** A worker for the tests of a file, and a receiver for what it sends. Both are there once the tests run. */
export function useWorker(): { receiver: Receiver } {
  let worker: RunningWorker;
  let receiver: Receiver | null = null;
  beforeAll(async () => {
    receiver = await startReceiver();
    worker = await startWorker();
  });
  afterAll(async () => {
    await worker.stop();
    await receiver?.close();
  });
  return {
    get receiver() {
      if (!receiver) throw new Error("The receiver is there once the tests run.");
      return receiver;
    },
  };
}
