import { handle } from "#app/api/handle.ts";
import { cancelBulk } from "#lib/bulk/service.ts";

/** Works on no further line. */
export const POST = handle<{ bulkId: string }>({ scope: "deliveries.cancel" }, async (context, { params }) =>
  Response.json(await cancelBulk(context, params.bulkId)),
);
