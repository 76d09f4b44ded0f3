import {
  CANVAS_PLANNED,
  ENTER_CANVAS,
  ENTERED_SEGMENT,
  PLAN_CANVAS_RUN,
  PUBLISH_PEOPLE,
  PUBLISH_PLANNED,
  RUN_CANVAS,
  SWEEP_CANVAS,
} from "#lib/canvas/jobs.ts";
import { publishPlanned } from "#lib/canvas/service-publish-later.ts";
import { publishToPeople } from "#lib/canvas/service-publish-people.ts";
import { beginCanvasRun, continueCanvasRun } from "#lib/canvas/service-run.ts";
import { enterPlanned } from "#lib/canvas/service-schedule.ts";
import { enterBySegment } from "#lib/canvas/service-segment-entry.ts";
import { enterFromOther } from "#lib/canvas/service-sub-journey.ts";
import { sweepCanvas } from "#lib/canvas/service-sweep.ts";
import { resumeSettled, type SettledSend } from "#lib/canvas/service-timers.ts";
import { FINAL_STATUSES } from "#lib/delivery/schema.ts";
import type { Settlement } from "#lib/delivery/settlement.ts";
import { type Job, payloadOf } from "#lib/platform/queue.ts";

/** Lets people into the journeys that steps of others start. */
export async function handleEnterCanvas(jobs: Job<unknown>[]): Promise<void> {
  await enterFromOther(
    jobs.map((job) => payloadOf(ENTER_CANVAS, job)),
    new Date(),
  );
}

/** Lets people into the journeys that wait for them to enter a segment. */
export async function handleEnteredSegment(jobs: Job<unknown>[]): Promise<void> {
  for (const job of jobs) await enterBySegment(payloadOf(ENTERED_SEGMENT, job), new Date());
}

/** Makes people inside follow a stop, a pause or a resume. */
export async function handleSweepCanvas(jobs: Job<unknown>[]): Promise<void> {
  for (const job of jobs) await sweepCanvas(payloadOf(SWEEP_CANVAS, job), new Date());
}

/** Applies the rules of publications to people inside. */
export async function handlePublishPeople(jobs: Job<unknown>[]): Promise<void> {
  for (const job of jobs) await publishToPeople(payloadOf(PUBLISH_PEOPLE, job), new Date());
}

/** Makes versions live whose time has come. */
export async function handlePublishPlanned(jobs: Job<unknown>[]): Promise<void> {
  for (const job of jobs) await publishPlanned(payloadOf(PUBLISH_PLANNED, job), new Date());
}

/** Begins runs of scheduled canvases that are due. */
export async function handlePlanCanvasRun(jobs: Job<unknown>[]): Promise<void> {
  for (const job of jobs) {
    const { workspace_id: workspaceId, canvas_id: canvasId, at } = payloadOf(PLAN_CANVAS_RUN, job);
    await beginCanvasRun(workspaceId, canvasId, new Date(at), new Date());
  }
}

/** Lets parts of audiences in. */
export async function handleRunCanvas(jobs: Job<unknown>[]): Promise<void> {
  for (const job of jobs) await continueCanvasRun(payloadOf(RUN_CANVAS, job), new Date());
}

/** Makes entries that API calls planned. */
export async function handleCanvasPlanned(jobs: Job<unknown>[]): Promise<void> {
  for (const job of jobs) {
    const { workspace_id: workspaceId, dispatch_id: dispatchId, at } = payloadOf(CANVAS_PLANNED, job);
    await enterPlanned(workspaceId, dispatchId, new Date(at), new Date());
  }
}

/** Moves people on whose webhooks are over. */
export async function resumeCanvases(batch: readonly Settlement[], now: Date): Promise<void> {
  const over = batch.flatMap((item): SettledSend[] => {
    const status = FINAL_STATUSES.find((final) => final === item.status);
    if (!item.canvasEntryId || !status) return [];
    const { attempt } = item;
    const settled = {
      status,
      reason: item.reason,
      statusCode: attempt?.statusCode ?? null,
      headers: attempt?.responseHeaders ?? null,
      body: attempt?.responseBody ?? null,
      truncated: attempt?.responseTruncated ?? false,
    };
    const { id: deliveryId, workspaceId, canvasEntryId: entryId } = item;
    return [{ deliveryId, workspaceId, entryId, settled, startedAt: attempt?.startedAt ?? null }];
  });
  if (over.length > 0) await resumeSettled(over, now);
}
