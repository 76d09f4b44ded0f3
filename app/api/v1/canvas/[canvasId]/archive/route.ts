import { handle } from "#app/api/handle.ts";
import { archiveCanvas } from "#lib/canvas/service-lifecycle.ts";

export const POST = handle<{ canvasId: string }>({ scope: "canvas.launch" }, async (context, { params }) =>
  Response.json(await archiveCanvas(context, params.canvasId)),
);
