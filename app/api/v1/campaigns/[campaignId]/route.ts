import { handle } from "#app/api/handle.ts";
import { revisionOf } from "#app/api/v1/campaigns/if-match.ts";
import { patchCampaignSchema, saveCampaignQuerySchema } from "#lib/campaign/schema.ts";
import { changeCampaign, deleteDraft, etagOf, getCampaign } from "#lib/campaign/service.ts";
import { archiveCampaign } from "#lib/campaign/service-lifecycle.ts";

type Params = { campaignId: string };

export const GET = handle<Params>({ scope: "campaigns.read" }, async (context, { params }) => {
  const campaign = await getCampaign(context, params.campaignId);
  return Response.json(campaign, { headers: { etag: etagOf(campaign.revision) } });
});

export const PATCH = handle<Params, typeof patchCampaignSchema, typeof saveCampaignQuerySchema>(
  {
    scope: "campaigns.write",
    revised: true,
    dryRun: true,
    body: patchCampaignSchema,
    query: saveCampaignQuerySchema,
  },
  async (context, { params, body, query, request }) => {
    const options = { ...query, revision: revisionOf(request) };
    const campaign = await changeCampaign(context, params.campaignId, body, options);
    return Response.json(campaign, { headers: { etag: etagOf(campaign.revision) } });
  },
);

export const DELETE = handle<Params>({ scope: "campaigns.write" }, async (context, { params }) => {
  const deleted = await deleteDraft(context, params.campaignId);
  if (deleted) return Response.json({ message: "success", campaign_id: params.campaignId, deleted: true });
  const campaign = await archiveCampaign(context, params.campaignId);
  return Response.json({
    message: "success",
    campaign_id: campaign.campaign_id,
    deleted: false,
    status: campaign.status,
  });
});
