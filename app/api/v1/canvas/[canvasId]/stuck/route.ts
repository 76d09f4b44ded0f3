import { handle } from "#app/api/handle.ts";
import { stuckReport } from "#lib/canvas/service-views.ts";

export const GET = handle<{ canvasId: string }>({ scope: "canvas.read" }, async (context, { params }) =>
  Response.json(await stuckReport(context, params.canvasId)),
);
