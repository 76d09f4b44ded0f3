import { handle } from "#app/api/handle.ts";
import { campaignCallsQuerySchema } from "#lib/campaign/sends-schema.ts";
import { callsOfCampaign } from "#lib/campaign/service-sends.ts";

/** The last calls that sent this campaign, or tried to. */
export const GET = handle<{ campaignId: string }, never, typeof campaignCallsQuerySchema>(
  { scope: "campaigns.read", query: campaignCallsQuerySchema },
  async (context, { params, query }) =>
    Response.json(await callsOfCampaign(context, params.campaignId, query)),
);
