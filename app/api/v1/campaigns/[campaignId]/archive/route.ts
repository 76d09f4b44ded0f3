import { handle } from "#app/api/handle.ts";
import { archiveCampaign } from "#lib/campaign/service-lifecycle.ts";

export const POST = handle<{ campaignId: string }>(
  { scope: "campaigns.write" },
  async (context, { params }) => Response.json(await archiveCampaign(context, params.campaignId)),
);
