import { handle } from "#app/api/handle.ts";
import { brazeList } from "#lib/campaign/service-braze.ts";
import { brazeListQuerySchema } from "#lib/campaign/stats-schema.ts";

export const GET = handle(
  { scope: "campaigns.list", query: brazeListQuerySchema },
  async (context, { query }) =>
    Response.json({ message: "success", campaigns: await brazeList(context, query) }),
);
