import { handle } from "#app/api/handle.ts";
import { explainBodySchema } from "#lib/segment/resource-schema.ts";
import { explainPerson } from "#lib/segment/service.ts";

export const POST = handle({ scope: "segments.read", body: explainBodySchema }, async (context, { body }) =>
  Response.json(await explainPerson(context, body)),
);
