import { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { revisionOf } from "#app/api/v1/campaigns/if-match.ts";
import { publishBodySchema } from "#lib/canvas/publish-schema.ts";
import { publishCanvas } from "#lib/canvas/service-publish.ts";
import { cancelPublication, planPublication } from "#lib/canvas/service-publish-later.ts";
import { approvalGate } from "#lib/review/service-approval.ts";

const Body = z.preprocess((body) => body ?? {}, publishBodySchema);

export const POST = handle<{ canvasId: string }, typeof Body>(
  { scope: "canvas.launch", revised: true, body: Body },
  async (context, { params, body: { at, ...input }, request }) => {
    const options = { revision: revisionOf(request), ensureApproved: approvalGate(context, "canvas") };
    const answer = at
      ? planPublication(context, params.canvasId, input, new Date(at), options)
      : publishCanvas(context, params.canvasId, input, options);
    return Response.json(await answer);
  },
);

export const DELETE = handle<{ canvasId: string }>({ scope: "canvas.launch" }, async (context, { params }) =>
  Response.json(await cancelPublication(context, params.canvasId)),
);
