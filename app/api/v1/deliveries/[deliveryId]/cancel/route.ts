import { handle } from "#app/api/handle.ts";
import { cancelOne } from "#lib/campaign/service-sweep.ts";

export const POST = handle<{ deliveryId: string }>(
  { scope: "deliveries.cancel" },
  async (context, { params }) => Response.json(await cancelOne(context, params.deliveryId)),
);
