import type { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { campaignFailures } from "#lib/campaign/service-stats.ts";
import { failuresQuerySchema } from "#lib/campaign/stats-schema.ts";

export const GET = handle<{ campaignId: string }, z.ZodUnknown, typeof failuresQuerySchema>(
  { scope: "campaigns.read", query: failuresQuerySchema },
  async (context, { params, query }) =>
    Response.json(await campaignFailures(context, params.campaignId, query)),
);
