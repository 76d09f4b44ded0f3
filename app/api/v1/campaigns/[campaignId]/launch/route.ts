import { handle } from "#app/api/handle.ts";
import { revisionOf } from "#app/api/v1/campaigns/if-match.ts";
import { launchCampaign } from "#lib/campaign/service-lifecycle.ts";
import { approvalGate } from "#lib/review/service-approval.ts";

export const POST = handle<{ campaignId: string }>(
  { scope: "campaigns.launch", revised: true },
  async (context, { params, request }) =>
    Response.json(
      await launchCampaign(context, params.campaignId, {
        revision: revisionOf(request),
        ensureApproved: approvalGate(context, "campaign"),
      }),
    ),
);
