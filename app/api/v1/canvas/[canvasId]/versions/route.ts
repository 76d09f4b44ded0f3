import { handle } from "#app/api/handle.ts";
import { listVersions } from "#lib/canvas/service.ts";

export const GET = handle<{ canvasId: string }>({ scope: "canvas.read" }, async (context, { params }) =>
  Response.json(await listVersions(context, params.canvasId)),
);
