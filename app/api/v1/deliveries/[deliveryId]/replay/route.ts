import { handle } from "#app/api/handle.ts";
import { replayDelivery } from "#lib/delivery/service.ts";

export const POST = handle<{ deliveryId: string }>(
  { scope: "deliveries.replay" },
  async (context, { params }) => Response.json(await replayDelivery(context, params.deliveryId)),
);
