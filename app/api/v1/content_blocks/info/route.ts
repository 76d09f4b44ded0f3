import { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { getContentBlock } from "#lib/template/service.ts";

const Query = z.object({ content_block_id: z.string().min(1) });

export const GET = handle({ scope: "content_blocks.info", query: Query }, async (context, { query }) =>
  Response.json({ ...(await getContentBlock(context, query.content_block_id)), message: "success" }),
);
