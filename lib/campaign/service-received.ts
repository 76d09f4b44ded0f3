/** Campaigns that start each other: what happens once somebody received one. */

import { type ReceivedEvent, receivedDeliveries } from "#lib/delivery/service-received.ts";
import { receiptFires } from "#lib/trigger/match-event.ts";
import type { Fired } from "./fired.ts";
import { fire } from "./service-fire.ts";
import { type LiveCampaign, liveCampaigns, waitsForReceipts } from "./service-live.ts";

/** Longest row of campaigns that start each other. */
const MAX_CHAIN = 10;

/** Starts campaigns that wait for somebody to have received another one. */
export async function evaluateReceived(
  workspaceId: string,
  receipts: readonly { delivery_id: string; outcome: string }[],
  now: Date,
): Promise<void> {
  const campaigns = (await liveCampaigns(workspaceId)).filter(waitsForReceipts);
  if (campaigns.length === 0) return;
  const rows = await receivedDeliveries(
    workspaceId,
    receipts.map((receipt) => receipt.delivery_id),
  );
  const outcomes = new Map(receipts.map((receipt) => [receipt.delivery_id, receipt.outcome]));
  const fired = campaigns.flatMap((campaign) =>
    rows
      .filter((row) => row.chain < MAX_CHAIN)
      .filter((row) =>
        campaign.triggers.some((trigger) =>
          receiptFires(trigger, { campaignId: row.campaign_id, outcome: outcomes.get(row.id) ?? row.status }),
        ),
      )
      .flatMap(firedBy(campaign, (row) => row.id)),
  );
  if (fired.length > 0) await fire(workspaceId, { fired, entries: [] }, [], now);
}

/** Starts campaigns that wait for somebody to be put into the control group of another one. */
export async function evaluateControl(
  workspaceId: string,
  controls: readonly { campaign_id: string; profile_id: string; cause_id: string; chain: number }[],
  now: Date,
): Promise<void> {
  const fired = (await liveCampaigns(workspaceId)).filter(waitsForReceipts).flatMap((campaign) =>
    controls
      .filter((control) => control.chain < MAX_CHAIN)
      .filter(({ campaign_id: campaignId }) =>
        campaign.triggers.some((trigger) => receiptFires(trigger, { campaignId, outcome: "control" })),
      )
      .flatMap(firedBy(campaign, (control) => `${control.profile_id} ${control.cause_id}`)),
  );
  if (fired.length > 0) await fire(workspaceId, { fired, entries: [] }, [], now);
}

interface ReceivedBy {
  profile_id: string;
  chain: number;
  loop_depth?: number;
  event?: ReceivedEvent | null;
}

function firedBy<Row extends ReceivedBy>(
  campaign: LiveCampaign,
  causeOf: (row: Row) => string,
): (row: Row) => Fired[] {
  const { action } = campaign;
  if (!action) return () => [];
  return (row) => [
    {
      campaign: { ...campaign, action },
      profileId: row.profile_id,
      causeId: causeOf(row),
      event: null,
      inherited: row.event,
      chain: row.chain + 1,
      loopDepth: row.loop_depth,
    },
  ];
}
