import { handle } from "#app/api/handle.ts";
import { cancelDelivery } from "#lib/delivery/service.ts";

export const POST = handle<{ deliveryId: string }>(
  { scope: "deliveries.cancel" },
  async (context, { params }) => Response.json(await cancelDelivery(context, params.deliveryId)),
);
