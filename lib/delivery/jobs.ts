/** Queues of the delivery domain. A job is a wake-up and a crash budget: the delivery rows hold the truth. */
import { z } from "zod";
import type { QueueDefinition } from "#lib/platform/queue.ts";

/** Rows that one job carries. */
export const CHUNK_SIZE = 200;

const sendPayload = z.object({
  ids: z.array(z.string()).max(CHUNK_SIZE),
  /** The `queued_at` of the rows when they were put into this job: one that is in another job by now is not ours. */
  queued_at: z.iso.datetime().optional(),
});

/** Send these deliveries, as far as they are still pending. */
export const SEND_DELIVERIES: QueueDefinition<typeof sendPayload> = {
  name: "delivery.send",
  payload: sendPayload,
  options: {
    // Our own schedule decides about retries; the queue only repeats a job whose worker died.
    retryLimit: 50,
    retryDelay: 1,
    expireInSeconds: 600,
    partition: true,
  },
};

const replayPayload = z.object({ workspace_id: z.string(), replay_id: z.string() });

/** Works off one part of a bulk replay; each part enqueues the next. */
export const RUN_REPLAY: QueueDefinition<typeof replayPayload> = {
  name: "delivery.replay",
  planned: true,
  payload: replayPayload,
  options: { retryLimit: 20, retryDelay: 2, expireInSeconds: 120 },
};
