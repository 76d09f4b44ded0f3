import { handle } from "#app/api/handle.ts";
import { launchCampaign } from "#lib/campaign/service-lifecycle.ts";
import { approvalGate } from "#lib/review/service-approval.ts";

export const POST = handle<{ campaignId: string }>(
  { scope: "campaigns.launch" },
  async (context, { params }) =>
    Response.json(
      await launchCampaign(context, params.campaignId, { ensureApproved: approvalGate(context, "campaign") }),
    ),
);
