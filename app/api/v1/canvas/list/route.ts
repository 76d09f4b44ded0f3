import { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { brazeList } from "#lib/canvas/service-braze.ts";

const Query = z.object({
  page: z.coerce.number().int().min(0).max(100_000).default(0),
  include_archived: z.stringbool().default(false),
  sort_direction: z.enum(["asc", "desc"]).default("asc"),
  "last_edit.time[gt]": z.iso.datetime({ offset: true }).optional(),
});

export const GET = handle({ scope: "canvas.list", query: Query }, async (context, { query }) =>
  Response.json({ message: "success", canvases: await brazeList(context, query) }),
);
