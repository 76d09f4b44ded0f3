import { handle } from "#app/api/handle.ts";
import { eventCatalogue } from "#lib/event/service-catalogue.ts";

export const GET = handle({ scope: "events.read", personal: true }, async (context) =>
  Response.json(await eventCatalogue(context)),
);
