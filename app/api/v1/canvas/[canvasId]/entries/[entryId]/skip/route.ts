import { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { skipEntrySchema } from "#lib/canvas/run-schema.ts";
import { skipEntry } from "#lib/canvas/service-people.ts";

const Body = z.preprocess((body) => body ?? {}, skipEntrySchema);

export const POST = handle<{ canvasId: string; entryId: string }, typeof Body>(
  { scope: "canvas.launch", body: Body },
  async (context, { params, body }) =>
    Response.json(await skipEntry(context, params.canvasId, params.entryId, body.path ?? null)),
);
