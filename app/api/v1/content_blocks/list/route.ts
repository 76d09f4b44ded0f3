import { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { listContentBlocks } from "#lib/template/service.ts";

const Query = z.object({
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  offset: z.coerce.number().int().min(0).default(0),
  modified_after: z.iso.datetime({ offset: true }).optional(),
  modified_before: z.iso.datetime({ offset: true }).optional(),
});

export const GET = handle({ scope: "content_blocks.list", query: Query }, async (context, { query }) => {
  const { blocks, total } = await listContentBlocks(context, {
    limit: query.limit,
    offset: query.offset,
    modifiedAfter: query.modified_after ? new Date(query.modified_after) : undefined,
    modifiedBefore: query.modified_before ? new Date(query.modified_before) : undefined,
  });
  const content_blocks = blocks.map(({ content: _content, description: _description, ...block }) => block);
  return Response.json({ count: total, content_blocks, message: "success" });
});
