import { handle } from "#app/api/handle.ts";
import { dataSeries } from "#lib/campaign/service-stats.ts";
import { dataSeriesQuerySchema } from "#lib/campaign/stats-schema.ts";

export const GET = handle(
  {
    scope: "campaigns.data_series",
    query: dataSeriesQuerySchema,
    rateLimit: { bucket: "campaigns/data_series", limit: 50_000, windowSeconds: 60 },
  },
  async (context, { query }) => Response.json({ message: "success", data: await dataSeries(context, query) }),
);
