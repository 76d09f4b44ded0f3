import { handle } from "#app/api/handle.ts";
import { simulateCanvas } from "#lib/canvas/service-simulate.ts";
import { simulateInputSchema } from "#lib/canvas/simulate-schema.ts";

export const POST = handle<{ canvasId: string }, typeof simulateInputSchema>(
  { scope: "canvas.read", body: simulateInputSchema },
  async (context, { params, body }) => Response.json(await simulateCanvas(context, params.canvasId, body)),
);
