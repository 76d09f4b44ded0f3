import type { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { replayOneSchema } from "#lib/delivery/replay-schema.ts";
import { replayDelivery } from "#lib/delivery/service-replay.ts";

export const POST = handle<{ deliveryId: string }, z.ZodUnknown, typeof replayOneSchema>(
  { scope: "deliveries.replay", query: replayOneSchema },
  async (context, { params, query }) =>
    Response.json(await replayDelivery(context, params.deliveryId, query.version)),
);
