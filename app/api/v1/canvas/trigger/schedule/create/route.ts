import { handle } from "#app/api/handle.ts";
import { canvasScheduleSchema } from "#lib/canvas/send-schema.ts";
import { createCanvasSchedule } from "#lib/canvas/service-schedule.ts";

export const POST = handle(
  { scope: "canvas.trigger.schedule.create", body: canvasScheduleSchema },
  async (context, { body }) => Response.json(await createCanvasSchedule(context, body), { status: 201 }),
);
