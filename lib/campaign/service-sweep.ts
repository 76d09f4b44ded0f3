/** Follows a stop, a pause or a resume with everything that waits already. */
import { sweepWaiting, type WaitingFate } from "#lib/delivery/service-park.ts";
import { inTransaction } from "#lib/platform/db.ts";
import { campaignState } from "./store-run.ts";

/** Makes waiting deliveries follow the state of their campaign: cancelled, parked or released. */
export async function sweepCampaign(workspaceId: string, campaignId: string, now: Date): Promise<void> {
  const fate = async (): Promise<WaitingFate | null> => {
    const state = await inTransaction((sql) => campaignState(sql, workspaceId, campaignId));
    if (!state) return null;
    if (state.status === "stopped" || state.status === "archived") {
      return { kind: "cancel", reason: "campaign_stopped" };
    }
    return { kind: state.status === "paused" ? "park" : "release", reason: "campaign_paused" };
  };
  await sweepWaiting({ kind: "campaign", workspaceId, id: campaignId }, fate, now);
}
