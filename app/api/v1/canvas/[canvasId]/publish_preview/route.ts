import { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { publishInputSchema } from "#lib/canvas/publish-schema.ts";
import { previewPublish } from "#lib/canvas/service-publish.ts";

const Body = z.preprocess((body) => body ?? {}, publishInputSchema);

export const POST = handle<{ canvasId: string }, typeof Body>(
  { scope: "canvas.read", body: Body },
  async (context, { params, body }) => Response.json(await previewPublish(context, params.canvasId, body)),
);
