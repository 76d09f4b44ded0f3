import { handle } from "#app/api/handle.ts";
import { revisionOf } from "#app/api/v1/campaigns/if-match.ts";
import { patchCanvasSchema, saveCanvasQuerySchema } from "#lib/canvas/schema.ts";
import { changeCanvas, deleteDraft, etagOf, getCanvas } from "#lib/canvas/service.ts";
import { archiveCanvas } from "#lib/canvas/service-lifecycle.ts";

type Params = { canvasId: string };

export const GET = handle<Params>({ scope: "canvas.read" }, async (context, { params }) => {
  const canvas = await getCanvas(context, params.canvasId);
  return Response.json(canvas, { headers: { etag: etagOf(canvas.revision) } });
});

export const PATCH = handle<Params, typeof patchCanvasSchema, typeof saveCanvasQuerySchema>(
  {
    scope: "canvas.write",
    revised: true,
    dryRun: true,
    body: patchCanvasSchema,
    query: saveCanvasQuerySchema,
  },
  async (context, { params, body, query, request }) => {
    const options = { ...query, revision: revisionOf(request) };
    const canvas = await changeCanvas(context, params.canvasId, body, options);
    return Response.json(canvas, { headers: { etag: etagOf(canvas.revision) } });
  },
);

export const DELETE = handle<Params>({ scope: "canvas.write" }, async (context, { params }) => {
  const deleted = await deleteDraft(context, params.canvasId);
  if (deleted) return Response.json({ message: "success", canvas_id: params.canvasId, deleted: true });
  const canvas = await archiveCanvas(context, params.canvasId);
  return Response.json({
    message: "success",
    canvas_id: canvas.canvas_id,
    deleted: false,
    status: canvas.status,
  });
});
