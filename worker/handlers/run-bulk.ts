import { RUN_BULK } from "#lib/bulk/jobs.ts";
import { runBulkPart } from "#lib/bulk/service-run.ts";
import { type Job, payloadOf } from "#lib/platform/queue.ts";

export async function handleRunBulk(jobs: Job<unknown>[]): Promise<void> {
  for (const job of jobs) {
    const { workspace_id: workspaceId, bulk_id: bulkId } = payloadOf(RUN_BULK, job);
    await runBulkPart(workspaceId, bulkId, new Date());
  }
}
