import { handle } from "#app/api/handle.ts";
import { campaignStats } from "#lib/campaign/service-stats.ts";
import { statsCsv } from "#lib/campaign/stats-csv.ts";

export const GET = handle<{ campaignId: string }>(
  { scope: "campaigns.read" },
  async (context, { params }) => {
    const stats = await campaignStats(context, params.campaignId, { unit: "day", length: 100 });
    return new Response(statsCsv(stats), {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="campaign-${stats.campaign_id}.csv"`,
      },
    });
  },
);
