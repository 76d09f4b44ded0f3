import type { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { userTimeline } from "#lib/event/service-read.ts";
import { timelineQuerySchema } from "#lib/event/view-schema.ts";

export const GET = handle<{ externalId: string }, z.ZodUnknown, typeof timelineQuerySchema>(
  { scope: "users.read", personal: true, query: timelineQuerySchema },
  async (context, { params, query }) => Response.json(await userTimeline(context, params.externalId, query)),
);
