import { z } from "zod";
import type { QueueDefinition } from "#lib/platform/queue.ts";

const payload = z.object({ workspace_id: z.string(), bulk_id: z.string() });

/** Works off some lines of a bulk call; each part enqueues the next in its transaction. */
export const RUN_BULK: QueueDefinition<typeof payload> = {
  name: "bulk.run",
  planned: true,
  payload,
  options: { retryLimit: 20, retryDelay: 2, expireInSeconds: 120 },
};
