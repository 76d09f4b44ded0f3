import { handle } from "#app/api/handle.ts";
import { listCanvasVersions } from "#lib/canvas/service-publish.ts";

export const GET = handle<{ canvasId: string }>({ scope: "canvas.read" }, async (context, { params }) =>
  Response.json(await listCanvasVersions(context, params.canvasId)),
);
