import { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { brazeDetails } from "#lib/canvas/service-braze.ts";

const Query = z.object({
  canvas_id: z.string().min(1),
  /** What will be live after the next launch, instead of what is live now. */
  post_launch_draft_version: z.stringbool().default(false),
});

export const GET = handle({ scope: "canvas.details", query: Query }, async (context, { query }) =>
  Response.json({
    message: "success",
    ...(await brazeDetails(context, query.canvas_id, query.post_launch_draft_version)),
  }),
);
