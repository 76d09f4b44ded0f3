import { RUN_REPLAY } from "#lib/delivery/jobs.ts";
import { runReplayPart } from "#lib/delivery/service-replay.ts";
import { type Job, payloadOf } from "#lib/platform/queue.ts";

export async function handleRunReplay(jobs: Job<unknown>[]): Promise<void> {
  for (const job of jobs) {
    const { workspace_id: workspaceId, replay_id: replayId } = payloadOf(RUN_REPLAY, job);
    await runReplayPart(workspaceId, replayId, new Date());
  }
}
