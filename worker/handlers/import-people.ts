import { IMPORT_PEOPLE } from "#lib/import/jobs.ts";
import { workOnImport } from "#lib/import/service-run.ts";
import { type Job, payloadOf } from "#lib/platform/queue.ts";

export async function handleImportPeople(jobs: Job<unknown>[]): Promise<void> {
  for (const job of jobs) {
    const { workspace_id: workspaceId, import_id: importId, job_id: jobId } = payloadOf(IMPORT_PEOPLE, job);
    await workOnImport({ workspaceId, importId, jobId }, () => new Date());
  }
}
