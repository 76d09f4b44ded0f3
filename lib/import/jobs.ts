/** The job that checks or runs one import. */
import { z } from "zod";
import type { QueueDefinition } from "#lib/platform/queue.ts";

const payload = z.object({ workspace_id: z.string(), import_id: z.string(), job_id: z.string() });

export const IMPORT_PEOPLE: QueueDefinition<typeof payload> = {
  name: "people.import",
  payload,
  // One job goes through the whole file, in batches that commit their place; a killed worker's job goes on there.
  options: { retryLimit: 20, retryDelay: 2, expireInSeconds: 6 * 3_600 },
};
