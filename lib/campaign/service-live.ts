/** The campaigns of a workspace that events matter to, read once per change of any of them. */
import { log } from "#lib/platform/log.ts";
import { type ActionDelivery, type Trigger, triggersOf } from "#lib/trigger/schema.ts";
import { parseDefinition } from "./definition.ts";
import type { LiveVersion } from "./service-admit.ts";
import { liveStamp, loadLiveCampaigns } from "./store-evaluate.ts";

export interface LiveCampaign extends LiveVersion {
  /** Set when events may start it; a campaign that only counts conversions has none. */
  action: ActionDelivery | null;
  triggers: readonly Trigger[];
}

const cache = new Map<string, { stamp: string; campaigns: readonly LiveCampaign[] }>();

/** Those started by actions, and those that still count conversions. One that cannot be read is left out, never a stop for the others. */
export async function liveCampaigns(workspaceId: string): Promise<readonly LiveCampaign[]> {
  const stamp = await liveStamp(workspaceId);
  const known = cache.get(workspaceId);
  if (known?.stamp === stamp) return known.campaigns;
  const campaigns = (await loadLiveCampaigns(workspaceId)).flatMap((row): LiveCampaign[] => {
    try {
      const definition = parseDefinition(row.definition);
      const running = row.status === "active" && definition.delivery.type === "action";
      const action = running && definition.delivery.type === "action" ? definition.delivery : null;
      if (!action && definition.conversions.length === 0) return [];
      const triggers = action ? triggersOf(action) : [];
      return [{ campaignId: row.campaign_id, versionId: row.version_id, definition, action, triggers }];
    } catch (error) {
      log().error(
        { err: error, campaignId: row.campaign_id },
        "a live campaign cannot be read and is skipped",
      );
      return [];
    }
  });
  cache.set(workspaceId, { stamp, campaigns });
  return campaigns;
}

/** Whether a campaign is started by what becomes of another one. */
export function waitsForReceipts(campaign: LiveCampaign): boolean {
  return campaign.triggers.some((trigger) => trigger.type === "campaign_received");
}
