/** Follows a stop, a pause or a resume with everything that waits already. */
import type { DeliveryDetail } from "#lib/delivery/schema.ts";
import { cancelDelivery } from "#lib/delivery/service.ts";
import { sweepWaiting, type WaitingFate } from "#lib/delivery/service-park.ts";
import type { Context } from "#lib/platform/context.ts";
import { inTransaction } from "#lib/platform/db.ts";
import { giveBackReceipts } from "./store-receipts.ts";
import { campaignState, stopRuns } from "./store-run.ts";

/**
 * Makes waiting deliveries follow the state of their campaign: cancelled, parked or released. After a stop, runs that had
 * begun by then are over, also when the campaign has been launched again meanwhile.
 */
export async function sweepCampaign(
  workspaceId: string,
  campaignId: string,
  now: Date,
  stoppedAt: Date | null = null,
): Promise<void> {
  if (stoppedAt) await stopRuns(workspaceId, campaignId, stoppedAt);
  const fate = async (): Promise<WaitingFate | null> => {
    const state = await inTransaction((sql) => campaignState(sql, workspaceId, campaignId));
    if (!state) return null;
    if (state.status === "stopped" || state.status === "archived") {
      return { kind: "cancel", reason: "campaign_stopped" };
    }
    return { kind: state.status === "paused" ? "park" : "release", reason: "campaign_paused" };
  };
  await sweepWaiting({ kind: "campaign", workspaceId, id: campaignId }, fate, now, giveBackReceipts);
}

/** Cancels one delivery by hand. Whoever was to get it may get its campaign again. */
export function cancelOne(context: Context, deliveryId: string): Promise<DeliveryDetail> {
  return cancelDelivery(context, deliveryId, giveBackReceipts);
}
