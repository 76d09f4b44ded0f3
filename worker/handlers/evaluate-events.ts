import { evaluateEvents } from "#lib/campaign/service-evaluate.ts";
import { evaluateCanvasEvents } from "#lib/canvas/service-events.ts";
import { EVALUATE_EVENTS } from "#lib/event/jobs.ts";
import { type Job, payloadOf } from "#lib/platform/queue.ts";

/** Evaluates a batch of accepted calls, workspace by workspace. */
export async function handleEvaluateEvents(jobs: Job<unknown>[]): Promise<void> {
  const payloads = jobs.map((job) => payloadOf(EVALUATE_EVENTS, job));
  for (const [workspaceId, batch] of Map.groupBy(payloads, (payload) => payload.workspace_id)) {
    await evaluateEvents(workspaceId, batch, new Date());
    await evaluateCanvasEvents(workspaceId, batch, new Date());
  }
}
