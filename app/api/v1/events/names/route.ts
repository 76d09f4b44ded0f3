import { handle } from "#app/api/handle.ts";
import { listEventNames } from "#lib/event/service-catalogue.ts";

export const GET = handle({ scope: "events.read", personal: true }, async (context) =>
  Response.json({ event_names: await listEventNames(context) }),
);
