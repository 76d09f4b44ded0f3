import { handle } from "#app/api/handle.ts";
import { segmentDetailsQuerySchema } from "#lib/segment/resource-schema.ts";
import { detailsForClients } from "#lib/segment/service.ts";

export const GET = handle(
  { scope: "segments.details", query: segmentDetailsQuerySchema },
  async (context, { query }) => Response.json(await detailsForClients(context, query.segment_id)),
);
