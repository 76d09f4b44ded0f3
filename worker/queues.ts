import type { PgBoss } from "pg-boss";
import { RUN_BULK } from "#lib/bulk/jobs.ts";
import {
  CAMPAIGN_RECEIVED,
  DECIDE_WINNER,
  DRY_RUN,
  PLAN_RUN,
  RUN_CAMPAIGN,
  SEND_PLANNED,
  SWEEP_CAMPAIGN,
} from "#lib/campaign/jobs.ts";
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
import { RUN_REPLAY } from "#lib/delivery/jobs.ts";
import { EVALUATE_EVENTS } from "#lib/event/jobs.ts";
import { IMPORT_PEOPLE } from "#lib/import/jobs.ts";
import { log } from "#lib/platform/log.ts";
import { createQueue, type Job, type QueueDefinition } from "#lib/platform/queue.ts";
import { MAIL_NOTICE } from "#lib/review/jobs.ts";
import { handleCampaignReceived } from "./handlers/campaign-received.ts";
import {
  handleCanvasPlanned,
  handleEnterCanvas,
  handleEnteredSegment,
  handlePlanCanvasRun,
  handlePublishPeople,
  handlePublishPlanned,
  handleRunCanvas,
  handleSweepCanvas,
} from "./handlers/canvas.ts";
import { handleEvaluateEvents } from "./handlers/evaluate-events.ts";
import { handleImportPeople } from "./handlers/import-people.ts";
import { handleMailNotice } from "./handlers/mail-notice.ts";
import { handleRunBulk } from "./handlers/run-bulk.ts";
import {
  handleDecideWinner,
  handleDryRun,
  handlePlanRun,
  handleRunCampaign,
  handleSendPlanned,
  handleSweepCampaign,
} from "./handlers/run-campaign.ts";
import { handleRunReplay } from "./handlers/run-replay.ts";

interface QueueEntry {
  queue: QueueDefinition;
  handler: (jobs: Job<unknown>[]) => Promise<void>;
  /** Jobs handed over together. */
  batchSize: number;
  /** Batches worked on at once by this process. */
  concurrency: number;
}

/** Which handler works off which queue. The delivery queue has a dispatcher of its own. */
export const QUEUES: readonly QueueEntry[] = [
  { queue: EVALUATE_EVENTS as QueueDefinition, handler: handleEvaluateEvents, batchSize: 20, concurrency: 2 },
  { queue: ENTER_CANVAS as QueueDefinition, handler: handleEnterCanvas, batchSize: 200, concurrency: 1 },
  { queue: ENTERED_SEGMENT as QueueDefinition, handler: handleEnteredSegment, batchSize: 20, concurrency: 1 },
  { queue: PLAN_CANVAS_RUN as QueueDefinition, handler: handlePlanCanvasRun, batchSize: 1, concurrency: 1 },
  { queue: RUN_CANVAS as QueueDefinition, handler: handleRunCanvas, batchSize: 1, concurrency: 1 },
  { queue: CANVAS_PLANNED as QueueDefinition, handler: handleCanvasPlanned, batchSize: 1, concurrency: 1 },
  { queue: SWEEP_CANVAS as QueueDefinition, handler: handleSweepCanvas, batchSize: 1, concurrency: 1 },
  { queue: PUBLISH_PEOPLE as QueueDefinition, handler: handlePublishPeople, batchSize: 1, concurrency: 1 },
  { queue: PUBLISH_PLANNED as QueueDefinition, handler: handlePublishPlanned, batchSize: 1, concurrency: 1 },
  { queue: RUN_BULK as QueueDefinition, handler: handleRunBulk, batchSize: 1, concurrency: 1 },
  { queue: RUN_REPLAY as QueueDefinition, handler: handleRunReplay, batchSize: 1, concurrency: 1 },
  { queue: IMPORT_PEOPLE as QueueDefinition, handler: handleImportPeople, batchSize: 1, concurrency: 1 },
  { queue: MAIL_NOTICE as QueueDefinition, handler: handleMailNotice, batchSize: 1, concurrency: 1 },
  { queue: PLAN_RUN as QueueDefinition, handler: handlePlanRun, batchSize: 1, concurrency: 1 },
  { queue: RUN_CAMPAIGN as QueueDefinition, handler: handleRunCampaign, batchSize: 1, concurrency: 2 },
  { queue: DECIDE_WINNER as QueueDefinition, handler: handleDecideWinner, batchSize: 1, concurrency: 1 },
  { queue: DRY_RUN as QueueDefinition, handler: handleDryRun, batchSize: 1, concurrency: 1 },
  { queue: SEND_PLANNED as QueueDefinition, handler: handleSendPlanned, batchSize: 1, concurrency: 1 },
  {
    queue: CAMPAIGN_RECEIVED as QueueDefinition,
    handler: handleCampaignReceived,
    batchSize: 20,
    concurrency: 1,
  },
  { queue: SWEEP_CAMPAIGN as QueueDefinition, handler: handleSweepCampaign, batchSize: 1, concurrency: 1 },
];

/** Registers every queue of the table. */
export async function workQueues(boss: PgBoss): Promise<void> {
  for (const { queue, handler, batchSize, concurrency } of QUEUES) {
    await createQueue(boss, queue);
    await boss.work(
      queue.name,
      {
        batchSize,
        localConcurrency: concurrency,
        pollingIntervalSeconds: 1,
        notifyPollingIntervalSeconds: queue.planned ? 2 : 5,
      },
      async (jobs: Job<unknown>[]) => {
        try {
          await handler(jobs);
        } catch (error) {
          log().error(
            { err: error, queue: queue.name, jobs: jobs.length },
            "a job failed and is tried again",
          );
          throw error;
        }
      },
    );
  }
}
