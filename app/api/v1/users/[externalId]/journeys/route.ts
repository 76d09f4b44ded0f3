import { handle } from "#app/api/handle.ts";
import { personJourneys } from "#lib/canvas/service-person.ts";

export const GET = handle<{ externalId: string }>({ scope: "users.read" }, async (context, { params }) =>
  Response.json(await personJourneys(context, params.externalId)),
);
