import { handle } from "#app/api/handle.ts";
import { dataSeries } from "#lib/campaign/service-stats.ts";
import { dataSeriesQuerySchema } from "#lib/campaign/stats-schema.ts";

export const GET = handle(
  { scope: "campaigns.data_series", query: dataSeriesQuerySchema },
  async (context, { query }) => Response.json({ message: "success", data: await dataSeries(context, query) }),
);
