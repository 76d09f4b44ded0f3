import { handle } from "#app/api/handle.ts";
import { campaignRuns } from "#lib/campaign/service-stats.ts";

export const GET = handle<{ campaignId: string }>({ scope: "campaigns.read" }, async (context, { params }) =>
  Response.json(await campaignRuns(context, params.campaignId)),
);
