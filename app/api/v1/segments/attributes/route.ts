import { handle } from "#app/api/handle.ts";
import { listAttributes } from "#lib/segment/service.ts";

export const GET = handle({ scope: "segments.read" }, async (context) =>
  Response.json(await listAttributes(context)),
);
