import { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { messagesScheduleSchema } from "#lib/campaign/send-schema.ts";
import { updateSchedule } from "#lib/campaign/service-schedule.ts";

// Only what is given changes, so no field may bring a default of its own.
const Body = z.looseObject({
  schedule_id: z.string().min(1),
  schedule: messagesScheduleSchema.shape.schedule.optional(),
});

export const POST = handle({ scope: "messages.schedule.update", body: Body }, async (context, { body }) => {
  const { schedule_id: id, ...patch } = body;
  return Response.json(await updateSchedule(context, "messages_send", id, patch), { status: 201 });
});
