import type { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { explainCampaign } from "#lib/campaign/service-explain.ts";
import { explainQuerySchema } from "#lib/campaign/stats-schema.ts";

export const GET = handle<{ campaignId: string }, z.ZodUnknown, typeof explainQuerySchema>(
  { scope: "campaigns.read", personal: true, query: explainQuerySchema },
  async (context, { params, query }) =>
    Response.json(await explainCampaign(context, params.campaignId, query.external_user_id)),
);
