import type { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { canvasStatsQuerySchema } from "#lib/canvas/run-schema.ts";
import { canvasStats } from "#lib/canvas/service-stats.ts";

export const GET = handle<{ canvasId: string }, z.ZodUnknown, typeof canvasStatsQuerySchema>(
  { scope: "canvas.read", query: canvasStatsQuerySchema },
  async (context, { params, query }) => Response.json(await canvasStats(context, params.canvasId, query)),
);
