import { handle } from "#app/api/handle.ts";
import {
  createCampaignSchema,
  listCampaignsQuerySchema,
  saveCampaignQuerySchema,
} from "#lib/campaign/schema.ts";
import { createCampaign, etagOf, listCampaigns } from "#lib/campaign/service.ts";

export const GET = handle(
  { scope: "campaigns.read", query: listCampaignsQuerySchema },
  async (context, { query }) => Response.json(await listCampaigns(context, query)),
);

export const POST = handle(
  { scope: "campaigns.write", dryRun: true, body: createCampaignSchema, query: saveCampaignQuerySchema },
  async (context, { body, query }) => {
    const campaign = await createCampaign(context, body, query);
    return Response.json(campaign, { status: 201, headers: { etag: etagOf(campaign.revision) } });
  },
);
