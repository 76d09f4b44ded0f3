/** Queues of the review domain. */
import { z } from "zod";
import type { QueueDefinition } from "#lib/platform/queue.ts";

const payload = z.object({ to: z.string(), subject: z.string(), text: z.string() });

/** Sends one letter to one person. */
export const MAIL_NOTICE: QueueDefinition<typeof payload> = {
  name: "review.mail",
  payload,
  options: { retryLimit: 8, retryDelay: 30, retryBackoff: true, expireInSeconds: 120, heartbeatSeconds: 15 },
};
