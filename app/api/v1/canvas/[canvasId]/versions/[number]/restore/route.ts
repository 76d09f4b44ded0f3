import { handle } from "#app/api/handle.ts";
import { restoreCanvasVersion } from "#lib/canvas/service-publish.ts";
import { notFound } from "#lib/platform/errors.ts";

type Params = { canvasId: string; number: string };

export const POST = handle<Params>({ scope: "canvas.write" }, async (context, { params }) => {
  if (!/^\d{1,6}$/.test(params.number)) throw notFound("version");
  return Response.json(await restoreCanvasVersion(context, params.canvasId, Number(params.number)));
});
