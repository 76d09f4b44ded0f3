import { handle } from "#app/api/handle.ts";
import { estimateCampaign } from "#lib/campaign/service-estimate.ts";

export const POST = handle<{ campaignId: string }>({ scope: "campaigns.read" }, async (context, { params }) =>
  Response.json(await estimateCampaign(context, params.campaignId)),
);
