import { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { compareCanvasVersions } from "#lib/canvas/service-publish.ts";

/** Without `to`, the draft. */
const Query = z.object({
  from: z.coerce.number().int().min(1),
  to: z.coerce.number().int().min(1).optional(),
});

export const GET = handle<{ canvasId: string }, z.ZodUnknown, typeof Query>(
  { scope: "canvas.read", query: Query },
  async (context, { params, query }) =>
    Response.json(await compareCanvasVersions(context, params.canvasId, query.from, query.to ?? null)),
);
