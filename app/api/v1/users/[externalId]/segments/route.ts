import { handle } from "#app/api/handle.ts";
import { personMemberships } from "#lib/segment/service-person.ts";

export const GET = handle<{ externalId: string }>({ scope: "users.read" }, async (context, { params }) =>
  Response.json(await personMemberships(context, params.externalId)),
);
