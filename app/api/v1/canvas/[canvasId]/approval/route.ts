import { handle } from "#app/api/handle.ts";
import { approvalView } from "#lib/review/service-approval.ts";

export const GET = handle<{ canvasId: string }>({ scope: "canvas.read" }, async (context, { params }) =>
  Response.json(await approvalView(context, { type: "canvas", id: params.canvasId })),
);
