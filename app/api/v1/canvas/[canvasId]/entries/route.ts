import type { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { listEntriesQuerySchema } from "#lib/canvas/run-schema.ts";
import { listEntries } from "#lib/canvas/service-views.ts";

export const GET = handle<{ canvasId: string }, z.ZodUnknown, typeof listEntriesQuerySchema>(
  { scope: "canvas.read", query: listEntriesQuerySchema },
  async (context, { params, query }) => Response.json(await listEntries(context, params.canvasId, query)),
);
