import { handle } from "#app/api/handle.ts";
import { getBulk } from "#lib/bulk/service.ts";

export const GET = handle<{ bulkId: string }>({ scope: "deliveries.read" }, async (context, { params }) =>
  Response.json(await getBulk(context, params.bulkId)),
);
