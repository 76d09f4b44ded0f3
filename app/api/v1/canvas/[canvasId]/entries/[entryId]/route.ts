import { handle } from "#app/api/handle.ts";
import { entryRun } from "#lib/canvas/service-views.ts";

export const GET = handle<{ canvasId: string; entryId: string }>(
  { scope: "canvas.read", personal: true },
  async (context, { params }) => Response.json(await entryRun(context, params.canvasId, params.entryId)),
);
