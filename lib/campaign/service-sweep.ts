/** Follows a stop, a pause or a resume with everything that waits already. */
import { inTransaction } from "#lib/platform/db.ts";
import { campaignState, cancelWaiting, parkWaiting, releaseParked } from "./store-run.ts";

/** Makes waiting deliveries follow the state of their campaign: cancelled, parked or released. */
export async function sweepCampaign(workspaceId: string, campaignId: string, now: Date): Promise<void> {
  for (;;) {
    const status = await inTransaction(
      async (sql) => (await campaignState(sql, workspaceId, campaignId))?.status,
    );
    if (status === undefined) return;
    const ended = status === "stopped" || status === "archived";
    const changed = ended
      ? await cancelWaiting(workspaceId, campaignId, now)
      : status === "paused"
        ? await parkWaiting(workspaceId, campaignId)
        : await releaseParked(workspaceId, campaignId, now);
    if (changed === 0) return;
  }
}
