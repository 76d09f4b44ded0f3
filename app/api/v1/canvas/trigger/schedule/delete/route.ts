import { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { deleteCanvasSchedule } from "#lib/canvas/service-schedule.ts";

const Body = z.looseObject({ schedule_id: z.string().min(1), canvas_id: z.string().min(1).optional() });

export const POST = handle(
  { scope: "canvas.trigger.schedule.delete", body: Body },
  async (context, { body }) => {
    await deleteCanvasSchedule(context, body.schedule_id, body.canvas_id);
    return Response.json({ message: "success" }, { status: 201 });
  },
);
