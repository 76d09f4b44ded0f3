import { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { broadcastLimit } from "#app/api/rate-limit.ts";
import { canvasTriggerSchema } from "#lib/canvas/send-schema.ts";
import { triggerCanvas, triggerCanvasIfActive } from "#lib/canvas/service-send.ts";

const Query = z.object({
  /** Answers 201 with a `notice` instead of 409 while the canvas is not active. Nobody enters either way. */
  allow_inactive: z.stringbool().default(false),
});

export const POST = handle(
  {
    scope: "canvas.trigger.send",
    body: canvasTriggerSchema,
    query: Query,
    sends: true,
    rateLimitOf: broadcastLimit,
  },
  async (context, { body, query }) => {
    const trigger = query.allow_inactive ? triggerCanvasIfActive : triggerCanvas;
    return Response.json(await trigger(context, body), { status: 201 });
  },
);
