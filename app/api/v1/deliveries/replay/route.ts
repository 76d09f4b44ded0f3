import { handle } from "#app/api/handle.ts";
import { replayInputSchema } from "#lib/delivery/replay-schema.ts";
import { listReplays, replayDeliveries } from "#lib/delivery/service-replay.ts";

/** Every finished delivery that matches the filter, sent again by a job; the answer says how many. */
export const POST = handle(
  { scope: "deliveries.replay", body: replayInputSchema },
  async (context, { body }) => Response.json(await replayDeliveries(context, body), { status: 202 }),
);

export const GET = handle({ scope: "deliveries.read" }, async (context) =>
  Response.json(await listReplays(context)),
);
