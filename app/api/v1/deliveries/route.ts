import { handle } from "#app/api/handle.ts";
import { listDeliveriesQuerySchema } from "#lib/delivery/schema.ts";
import { listDeliveries } from "#lib/delivery/service.ts";

export const GET = handle(
  { scope: "deliveries.read", personal: true, query: listDeliveriesQuerySchema },
  async (context, { query }) => Response.json(await listDeliveries(context, query)),
);
