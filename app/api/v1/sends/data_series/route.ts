import { handle } from "#app/api/handle.ts";
import { dataSeries } from "#lib/campaign/service-stats.ts";
import { sendSeriesQuerySchema } from "#lib/campaign/stats-schema.ts";

export const GET = handle(
  { scope: "sends.data_series", query: sendSeriesQuerySchema },
  async (context, { query }) => Response.json({ message: "success", data: await dataSeries(context, query) }),
);
