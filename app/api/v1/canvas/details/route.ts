import { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { brazeDetails } from "#lib/canvas/service-braze.ts";

const Query = z.object({ canvas_id: z.string().min(1) });

export const GET = handle({ scope: "canvas.details", query: Query }, async (context, { query }) =>
  Response.json({ message: "success", ...(await brazeDetails(context, query.canvas_id)) }),
);
