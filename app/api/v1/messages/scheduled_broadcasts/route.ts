import { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { scheduledBroadcasts } from "#lib/campaign/service-planned.ts";

const Query = z.object({ end_time: z.iso.datetime({ offset: true }) });

export const GET = handle(
  { scope: "messages.schedule_broadcasts", query: Query },
  async (context, { query }) =>
    Response.json({
      message: "success",
      scheduled_broadcasts: await scheduledBroadcasts(context, new Date(query.end_time)),
    }),
);
