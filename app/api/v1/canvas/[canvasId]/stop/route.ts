import { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { stopCanvasSchema } from "#lib/canvas/schema.ts";
import { stopCanvas } from "#lib/canvas/service-lifecycle.ts";

const Body = z.preprocess((body) => body ?? {}, stopCanvasSchema);

export const POST = handle<{ canvasId: string }, typeof Body>(
  { scope: "canvas.launch", body: Body },
  async (context, { params, body }) => Response.json(await stopCanvas(context, params.canvasId, body.people)),
);
