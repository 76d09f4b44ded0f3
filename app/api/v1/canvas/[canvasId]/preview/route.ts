import { handle } from "#app/api/handle.ts";
import { canvasPreviewSchema } from "#lib/canvas/preview-schema.ts";
import { previewStep } from "#lib/canvas/service-preview.ts";

export const POST = handle<{ canvasId: string }, typeof canvasPreviewSchema>(
  { scope: "canvas.read", personal: true, body: canvasPreviewSchema },
  async (context, { params, body }) => Response.json(await previewStep(context, params.canvasId, body)),
);
