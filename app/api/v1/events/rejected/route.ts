import { handle } from "#app/api/handle.ts";
import { listRejections } from "#lib/event/service-catalogue.ts";
import { timelineQuerySchema } from "#lib/event/view-schema.ts";

export const GET = handle({ scope: "events.read", query: timelineQuerySchema }, async (context, { query }) =>
  Response.json(await listRejections(context, query)),
);
