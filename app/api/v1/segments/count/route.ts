import { handle } from "#app/api/handle.ts";
import { countBodySchema } from "#lib/segment/resource-schema.ts";
import { countAudience } from "#lib/segment/service.ts";

export const POST = handle({ scope: "segments.read", body: countBodySchema }, async (context, { body }) =>
  Response.json(await countAudience(context, body)),
);
