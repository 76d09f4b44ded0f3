import { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { publishInputSchema } from "#lib/canvas/publish-schema.ts";
import { publishCanvas } from "#lib/canvas/service-publish.ts";
import { approvalGate } from "#lib/review/service-approval.ts";

const Body = z.preprocess((body) => body ?? {}, publishInputSchema);

export const POST = handle<{ canvasId: string }, typeof Body>(
  { scope: "canvas.launch", body: Body },
  async (context, { params, body }) =>
    Response.json(
      await publishCanvas(context, params.canvasId, body, {
        ensureApproved: approvalGate(context, "canvas"),
      }),
    ),
);
