import { handle } from "#app/api/handle.ts";
import { explainBodySchema } from "#lib/segment/resource-schema.ts";
import { explainAsked } from "#lib/segment/service-asked.ts";

export const POST = handle({ scope: "segments.read", body: explainBodySchema }, async (context, { body }) =>
  Response.json(await explainAsked(context, body)),
);
