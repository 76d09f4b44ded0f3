import { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { deleteSchedule } from "#lib/campaign/service-schedule.ts";

const Body = z.looseObject({
  schedule_id: z.string().min(1),
  campaign_id: z.string().min(1).optional(),
});

export const POST = handle(
  { scope: "campaigns.trigger.schedule.delete", body: Body },
  async (context, { body }) => {
    await deleteSchedule(context, "campaign_trigger", body.schedule_id, body.campaign_id);
    return Response.json({ message: "success" }, { status: 201 });
  },
);
