import { handle } from "#app/api/handle.ts";
import { createSegmentSchema } from "#lib/segment/resource-schema.ts";
import { createSegment, listSegments } from "#lib/segment/service.ts";

export const GET = handle({ scope: "segments.read" }, async (context) =>
  Response.json(await listSegments(context)),
);

export const POST = handle(
  { scope: "segments.write", dryRun: true, body: createSegmentSchema },
  async (context, { body }) => Response.json(await createSegment(context, body), { status: 201 }),
);
