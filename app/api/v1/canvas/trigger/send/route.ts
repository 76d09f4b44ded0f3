import { handle } from "#app/api/handle.ts";
import { broadcastLimit } from "#app/api/rate-limit.ts";
import { canvasTriggerSchema } from "#lib/canvas/send-schema.ts";
import { triggerCanvas } from "#lib/canvas/service-send.ts";

export const POST = handle(
  { scope: "canvas.trigger.send", body: canvasTriggerSchema, sends: true, rateLimitOf: broadcastLimit },
  async (context, { body }) => Response.json(await triggerCanvas(context, body), { status: 201 }),
);
