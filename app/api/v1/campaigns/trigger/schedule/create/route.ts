import { handle } from "#app/api/handle.ts";
import { triggerScheduleSchema } from "#lib/campaign/send-schema.ts";
import { createSchedule } from "#lib/campaign/service-schedule.ts";

export const POST = handle(
  { scope: "campaigns.trigger.schedule.create", body: triggerScheduleSchema },
  async (context, { body }) =>
    Response.json(await createSchedule(context, "campaign_trigger", body), { status: 201 }),
);
