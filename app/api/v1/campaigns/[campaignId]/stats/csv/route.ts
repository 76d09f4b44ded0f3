import type { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { campaignStats } from "#lib/campaign/service-stats.ts";
import { statsCsv } from "#lib/campaign/stats-csv.ts";
import { statsQuerySchema } from "#lib/campaign/stats-schema.ts";

export const GET = handle<{ campaignId: string }, z.ZodUnknown, typeof statsQuerySchema>(
  { scope: "campaigns.read", query: statsQuerySchema },
  async (context, { params, query }) => {
    const stats = await campaignStats(context, params.campaignId, query);
    return new Response(statsCsv(stats), {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="campaign-${stats.campaign_id}.csv"`,
      },
    });
  },
);
