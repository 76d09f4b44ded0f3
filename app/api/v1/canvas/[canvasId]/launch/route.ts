import { handle } from "#app/api/handle.ts";
import { launchCanvas } from "#lib/canvas/service-lifecycle.ts";
import { approvalGate } from "#lib/review/service-approval.ts";

export const POST = handle<{ canvasId: string }>({ scope: "canvas.launch" }, async (context, { params }) =>
  Response.json(
    await launchCanvas(context, params.canvasId, { ensureApproved: approvalGate(context, "canvas") }),
  ),
);
