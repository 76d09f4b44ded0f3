import { handle } from "#app/api/handle.ts";
import { bulkListQuerySchema } from "#lib/bulk/schema.ts";
import { listBulk } from "#lib/bulk/service.ts";

export const GET = handle(
  { scope: "deliveries.read", query: bulkListQuerySchema },
  async (context, { query }) => Response.json(await listBulk(context, query)),
);
