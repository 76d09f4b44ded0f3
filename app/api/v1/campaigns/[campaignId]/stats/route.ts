import type { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { campaignStats } from "#lib/campaign/service-stats.ts";
import { statsQuerySchema } from "#lib/campaign/stats-schema.ts";

export const GET = handle<{ campaignId: string }, z.ZodUnknown, typeof statsQuerySchema>(
  { scope: "campaigns.read", query: statsQuerySchema },
  async (context, { params, query }) => Response.json(await campaignStats(context, params.campaignId, query)),
);
