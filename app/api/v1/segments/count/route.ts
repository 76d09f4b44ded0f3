import { handle } from "#app/api/handle.ts";
import { countBodySchema } from "#lib/segment/resource-schema.ts";
import { countAsked } from "#lib/segment/service-asked.ts";

export const POST = handle({ scope: "segments.read", body: countBodySchema }, async (context, { body }) =>
  Response.json(await countAsked(context, body)),
);
