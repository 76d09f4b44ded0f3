import { handle } from "#app/api/handle.ts";
import { createCanvasSchema, listCanvasesQuerySchema, saveCanvasQuerySchema } from "#lib/canvas/schema.ts";
import { createCanvas, etagOf, listCanvases } from "#lib/canvas/service.ts";

export const GET = handle(
  { scope: "canvas.read", query: listCanvasesQuerySchema },
  async (context, { query }) => Response.json(await listCanvases(context, query)),
);

export const POST = handle(
  { scope: "canvas.write", dryRun: true, body: createCanvasSchema, query: saveCanvasQuerySchema },
  async (context, { body, query }) => {
    const canvas = await createCanvas(context, body, query);
    return Response.json(canvas, { status: 201, headers: { etag: etagOf(canvas.revision) } });
  },
);
