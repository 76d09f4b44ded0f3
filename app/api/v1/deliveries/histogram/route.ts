import { handle } from "#app/api/handle.ts";
import { deliveryFilterSchema } from "#lib/delivery/schema.ts";
import { deliveryHistogram } from "#lib/delivery/service.ts";

/** Counts over time by status, for the same filters as the list. */
export const GET = handle(
  { scope: "deliveries.read", query: deliveryFilterSchema },
  async (context, { query }) => Response.json(await deliveryHistogram(context, query)),
);
