import { handle } from "#app/api/handle.ts";
import { messagesScheduleSchema } from "#lib/campaign/send-schema.ts";
import { createSchedule } from "#lib/campaign/service-schedule.ts";

export const POST = handle(
  { scope: "messages.schedule.create", body: messagesScheduleSchema },
  async (context, { body }) =>
    Response.json(await createSchedule(context, "messages_send", body), { status: 201 }),
);
