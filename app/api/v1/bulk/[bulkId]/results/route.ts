import { handle } from "#app/api/handle.ts";
import { bulkResultsQuerySchema } from "#lib/bulk/schema.ts";
import { bulkResults } from "#lib/bulk/service.ts";

export const GET = handle<{ bulkId: string }, never, typeof bulkResultsQuerySchema>(
  { scope: "deliveries.read", query: bulkResultsQuerySchema },
  async (context, { params, query }) => Response.json(await bulkResults(context, params.bulkId, query)),
);
