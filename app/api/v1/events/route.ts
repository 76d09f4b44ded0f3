import type { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { listEvents } from "#lib/event/service-read.ts";
import { listEventsQuerySchema } from "#lib/event/view-schema.ts";

export const GET = handle<Record<never, never>, z.ZodUnknown, typeof listEventsQuerySchema>(
  { scope: "events.read", personal: true, query: listEventsQuerySchema },
  async (context, { query }) => Response.json(await listEvents(context, query)),
);
