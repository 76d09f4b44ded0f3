import { handle } from "#app/api/handle.ts";
import type { Context } from "#lib/platform/context.ts";
import { patchSegmentSchema } from "#lib/segment/resource-schema.ts";
import { changeSegment, getSegment, removeSegment } from "#lib/segment/service.ts";

type Params = { segmentId: string };
const current = (context: Context, params: Params) => getSegment(context, params.segmentId);

export const GET = handle<Params>({ scope: "segments.read", current }, async (context, { params }) =>
  Response.json(await getSegment(context, params.segmentId)),
);

export const PATCH = handle<Params, typeof patchSegmentSchema>(
  { scope: "segments.write", dryRun: true, current, body: patchSegmentSchema },
  async (context, { params, body }) => Response.json(await changeSegment(context, params.segmentId, body)),
);

export const DELETE = handle<Params>({ scope: "segments.write", current }, async (context, { params }) => {
  await removeSegment(context, params.segmentId);
  return Response.json({ message: "success" });
});
