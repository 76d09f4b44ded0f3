/** Queues of the campaign domain: runs of scheduled campaigns, and what a stop leaves to clean up. */
import { z } from "zod";
import type { QueueDefinition } from "#lib/platform/queue.ts";

const planPayload = z.object({ workspace_id: z.string(), campaign_id: z.string(), at: z.iso.datetime() });

/** Starts the run of a scheduled campaign that is due. Waits in the queue until then. */
export const PLAN_RUN: QueueDefinition<typeof planPayload> = {
  name: "campaign.plan",
  planned: true,
  payload: planPayload,
  options: { retryLimit: 10, retryDelay: 5, retryBackoff: true, expireInSeconds: 60, heartbeatSeconds: 15 },
};

const runPayload = z.object({ workspace_id: z.string(), run_id: z.string() });

/** Works off some parts of a run and enqueues itself again; what a crash interrupts goes on at the last part committed. */
export const RUN_CAMPAIGN: QueueDefinition<typeof runPayload> = {
  name: "campaign.run",
  planned: true,
  payload: runPayload,
  options: { retryLimit: 20, retryDelay: 2, expireInSeconds: 120, heartbeatSeconds: 15 },
};

const winnerPayload = z.object({ workspace_id: z.string(), run_id: z.string() });

/** Decides which variation those who wait for the winner get. Waits in the queue until then. */
export const DECIDE_WINNER: QueueDefinition<typeof winnerPayload> = {
  name: "campaign.winner",
  planned: true,
  payload: winnerPayload,
  options: { retryLimit: 20, retryDelay: 5, retryBackoff: true, expireInSeconds: 60, heartbeatSeconds: 15 },
};

const sweepPayload = z.object({
  workspace_id: z.string(),
  campaign_id: z.string(),
  /** The moment of a stop: runs that had begun by then are over, also when it has been launched again since. */
  stopped_at: z.iso.datetime().optional(),
});

/** Cancels, parks or releases what waits of a campaign that was stopped, paused or resumed. */
export const SWEEP_CAMPAIGN: QueueDefinition<typeof sweepPayload> = {
  name: "campaign.sweep",
  payload: sweepPayload,
  options: { retryLimit: 20, retryDelay: 2, expireInSeconds: 120, heartbeatSeconds: 15 },
};

const plannedPayload = z.object({ workspace_id: z.string(), dispatch_id: z.string(), at: z.iso.datetime() });

/** Makes a send that an API call planned. Waits in the queue until then. */
export const SEND_PLANNED: QueueDefinition<typeof plannedPayload> = {
  name: "campaign.send_planned",
  planned: true,
  payload: plannedPayload,
  options: { retryLimit: 10, retryDelay: 5, retryBackoff: true, expireInSeconds: 60, heartbeatSeconds: 15 },
};

const dryRunPayload = z.object({ workspace_id: z.string(), dry_run_id: z.string() });

/** Renders some parts of a dry run and enqueues itself again. */
export const DRY_RUN: QueueDefinition<typeof dryRunPayload> = {
  name: "campaign.dry_run",
  payload: dryRunPayload,
  options: { retryLimit: 5, retryDelay: 2, expireInSeconds: 120, heartbeatSeconds: 15 },
};

const receivedPayload = z.object({
  workspace_id: z.string(),
  receipts: z.array(z.object({ delivery_id: z.string(), outcome: z.string() })),
  controls: z
    .array(
      z.object({ campaign_id: z.string(), profile_id: z.string(), cause_id: z.string(), chain: z.int() }),
    )
    .default([]),
  /** When it became of them what did. */
  at: z.iso.datetime().optional(),
});

/** Starts campaigns and journeys that wait for campaigns to be received. */
export const CAMPAIGN_RECEIVED: QueueDefinition<typeof receivedPayload> = {
  name: "campaign.received",
  payload: receivedPayload,
  options: { retryLimit: 10, retryDelay: 1, retryBackoff: true, expireInSeconds: 120, heartbeatSeconds: 15 },
};
