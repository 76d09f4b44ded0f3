import { handle } from "#app/api/handle.ts";
import { revisionOf } from "#app/api/v1/campaigns/if-match.ts";
import { launchCanvas } from "#lib/canvas/service-lifecycle.ts";
import { approvalGate } from "#lib/review/service-approval.ts";

export const POST = handle<{ canvasId: string }>(
  { scope: "canvas.launch", revised: true },
  async (context, { params, request }) =>
    Response.json(
      await launchCanvas(context, params.canvasId, {
        revision: revisionOf(request),
        ensureApproved: approvalGate(context, "canvas"),
      }),
    ),
);
