import type { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { campaignChanges } from "#lib/campaign/service-versions.ts";
import { changesQuerySchema } from "#lib/campaign/version-schema.ts";

export const GET = handle<{ campaignId: string }, z.ZodUnknown, typeof changesQuerySchema>(
  { scope: "campaigns.read", query: changesQuerySchema },
  async (context, { params, query }) =>
    Response.json(await campaignChanges(context, params.campaignId, query)),
);
