import { handle } from "#app/api/handle.ts";
import { pauseCampaign } from "#lib/campaign/service-lifecycle.ts";

export const POST = handle<{ campaignId: string }>(
  { scope: "campaigns.launch" },
  async (context, { params }) => Response.json(await pauseCampaign(context, params.campaignId)),
);
