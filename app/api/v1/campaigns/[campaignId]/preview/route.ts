import { handle } from "#app/api/handle.ts";
import { previewInputSchema } from "#lib/campaign/preview-schema.ts";
import { previewCampaign } from "#lib/campaign/service-preview.ts";

export const POST = handle<{ campaignId: string }, typeof previewInputSchema>(
  { scope: "campaigns.read", personal: true, body: previewInputSchema },
  async (context, { params, body }) => Response.json(await previewCampaign(context, params.campaignId, body)),
);
