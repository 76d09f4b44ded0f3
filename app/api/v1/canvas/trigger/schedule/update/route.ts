import { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { canvasScheduleSchema } from "#lib/canvas/send-schema.ts";
import { updateCanvasSchedule } from "#lib/canvas/service-schedule.ts";

// Only what is given changes, so no field may bring a default of its own.
const Body = z.looseObject({
  schedule_id: z.string().min(1),
  schedule: canvasScheduleSchema.shape.schedule.optional(),
});

export const POST = handle(
  { scope: "canvas.trigger.schedule.update", body: Body },
  async (context, { body }) => {
    const { schedule_id: id, ...patch } = body;
    return Response.json(await updateCanvasSchedule(context, id, patch), { status: 201 });
  },
);
