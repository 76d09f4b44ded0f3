import { handle } from "#app/api/handle.ts";
import { segmentListQuerySchema } from "#lib/segment/resource-schema.ts";
import { listForClients } from "#lib/segment/service.ts";

export const GET = handle(
  { scope: "segments.list", query: segmentListQuerySchema },
  async (context, { query }) => Response.json(await listForClients(context, query)),
);
