import {
  DECIDE_WINNER,
  DRY_RUN,
  PLAN_RUN,
  RUN_CAMPAIGN,
  SEND_PLANNED,
  SWEEP_CAMPAIGN,
} from "#lib/campaign/jobs.ts";
import { continueDryRun } from "#lib/campaign/service-dry-run.ts";
import { beginPlannedRun, continueRun } from "#lib/campaign/service-run.ts";
import { sendPlanned } from "#lib/campaign/service-schedule.ts";
import { sweepCampaign } from "#lib/campaign/service-sweep.ts";
import { decideWinner } from "#lib/campaign/service-winner.ts";
import { type Job, payloadOf } from "#lib/platform/queue.ts";

/** Begins scheduled runs that are due. */
export async function handlePlanRun(jobs: Job<unknown>[]): Promise<void> {
  for (const job of jobs) {
    const { workspace_id: workspaceId, campaign_id: campaignId, at } = payloadOf(PLAN_RUN, job);
    await beginPlannedRun(workspaceId, campaignId, new Date(at), new Date());
  }
}

/** Works off one part of a run. */
export async function handleRunCampaign(jobs: Job<unknown>[]): Promise<void> {
  for (const job of jobs) {
    const { workspace_id: workspaceId, run_id: runId } = payloadOf(RUN_CAMPAIGN, job);
    await continueRun(workspaceId, runId);
  }
}

/** Chooses the winner of campaigns sent once, and sends it. */
export async function handleDecideWinner(jobs: Job<unknown>[]): Promise<void> {
  for (const job of jobs) {
    const { workspace_id: workspaceId, run_id: runId } = payloadOf(DECIDE_WINNER, job);
    await decideWinner(workspaceId, runId, new Date());
  }
}

/** Makes what waits follow a stop, a pause or a resume. */
export async function handleSweepCampaign(jobs: Job<unknown>[]): Promise<void> {
  for (const job of jobs) {
    const {
      workspace_id: workspaceId,
      campaign_id: campaignId,
      stopped_at: stoppedAt,
    } = payloadOf(SWEEP_CAMPAIGN, job);
    await sweepCampaign(workspaceId, campaignId, new Date(), stoppedAt ? new Date(stoppedAt) : null);
  }
}

/** Makes sends that API calls planned. */
export async function handleSendPlanned(jobs: Job<unknown>[]): Promise<void> {
  for (const job of jobs) {
    const { workspace_id: workspaceId, dispatch_id: dispatchId, at } = payloadOf(SEND_PLANNED, job);
    await sendPlanned(workspaceId, dispatchId, new Date(at), new Date());
  }
}

/** Renders one part of a dry run. */
export async function handleDryRun(jobs: Job<unknown>[]): Promise<void> {
  for (const job of jobs) {
    const { workspace_id: workspaceId, dry_run_id: id } = payloadOf(DRY_RUN, job);
    await continueDryRun(workspaceId, id);
  }
}
