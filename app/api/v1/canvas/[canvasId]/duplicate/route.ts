import { handle } from "#app/api/handle.ts";
import { duplicateCanvas } from "#lib/canvas/service.ts";

export const POST = handle<{ canvasId: string }>(
  { scope: "canvas.write", alsoScope: "canvas.duplicate" },
  async (context, { params }) =>
    Response.json(await duplicateCanvas(context, params.canvasId), { status: 201 }),
);
