import { handle } from "#app/api/handle.ts";
import { deliveryFilterSchema } from "#lib/delivery/schema.ts";
import { exportDeliveries } from "#lib/delivery/service.ts";

/** The matching deliveries as NDJSON, streamed. */
export const GET = handle(
  { scope: "deliveries.read", personal: true, query: deliveryFilterSchema },
  async (context, { query }) =>
    new Response(exportDeliveries(context, query), {
      headers: {
        "content-type": "application/x-ndjson; charset=utf-8",
        "content-disposition": 'attachment; filename="deliveries.ndjson"',
      },
    }),
);
