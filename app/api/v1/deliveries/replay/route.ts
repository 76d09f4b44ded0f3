import { handle } from "#app/api/handle.ts";
import { deliveryFilterSchema } from "#lib/delivery/schema.ts";
import { replayDeliveries } from "#lib/delivery/service.ts";

/** Every finished delivery that matches the filter, sent again by a job; the answer says how many. */
export const POST = handle(
  { scope: "deliveries.replay", body: deliveryFilterSchema },
  async (context, { body }) => Response.json(await replayDeliveries(context, body), { status: 202 }),
);
