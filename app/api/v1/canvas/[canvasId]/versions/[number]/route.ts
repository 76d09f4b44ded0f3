import { handle } from "#app/api/handle.ts";
import { getCanvasVersion } from "#lib/canvas/service-publish.ts";
import { notFound } from "#lib/platform/errors.ts";

type Params = { canvasId: string; number: string };

export const GET = handle<Params>({ scope: "canvas.read" }, async (context, { params }) => {
  if (!/^\d{1,6}$/.test(params.number)) throw notFound("version");
  return Response.json(await getCanvasVersion(context, params.canvasId, Number(params.number)));
});
