import { deleteFinishedBefore } from "./store-retention.ts";

const BATCH = 5_000;

/** Deletes finished deliveries made before the moment, a batch at a time. Answers how many. */
export async function pruneDeliveries(workspaceId: string, before: Date): Promise<number> {
  let total = 0;
  for (;;) {
    const deleted = await deleteFinishedBefore(workspaceId, before, BATCH);
    total += deleted;
    if (deleted < BATCH) return total;
  }
}
