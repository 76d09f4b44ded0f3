import { handle } from "#app/api/handle.ts";
import { getDelivery } from "#lib/delivery/service.ts";

export const GET = handle<{ deliveryId: string }>(
  { scope: "deliveries.read", personal: true },
  async (context, { params }) => Response.json(await getDelivery(context, params.deliveryId)),
);
