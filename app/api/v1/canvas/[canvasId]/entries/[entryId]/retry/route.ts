import { handle } from "#app/api/handle.ts";
import { retryEntry } from "#lib/canvas/service-people.ts";

export const POST = handle<{ canvasId: string; entryId: string }>(
  { scope: "canvas.launch" },
  async (context, { params }) => Response.json(await retryEntry(context, params.canvasId, params.entryId)),
);
