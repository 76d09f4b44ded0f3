import { CAMPAIGN_RECEIVED } from "#lib/campaign/jobs.ts";
import { evaluateControl, evaluateReceived } from "#lib/campaign/service-received.ts";
import { enterByReceipt } from "#lib/canvas/service-received.ts";
import { type Job, payloadOf } from "#lib/platform/queue.ts";

/** Starts campaigns and journeys that wait for campaigns to be received. */
export async function handleCampaignReceived(jobs: Job<unknown>[]): Promise<void> {
  const payloads = jobs.map((job) => payloadOf(CAMPAIGN_RECEIVED, job));
  for (const [workspaceId, batch] of Map.groupBy(payloads, (payload) => payload.workspace_id)) {
    const now = new Date();
    const receipts = batch.flatMap((payload) => payload.receipts);
    if (receipts.length > 0) await evaluateReceived(workspaceId, receipts, now);
    const controls = batch.flatMap((payload) => payload.controls);
    if (controls.length > 0) await evaluateControl(workspaceId, controls, now);
    await enterByReceipt(workspaceId, batch, now);
  }
}
