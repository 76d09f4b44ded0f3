import { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { createContentBlockSchema } from "#lib/template/content-block-schema.ts";
import { createContentBlock, listContentBlocks } from "#lib/template/service.ts";

const Query = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z
    .string()
    .regex(/^\d{1,9}$/, "The cursor is not one this server gave out.")
    .optional(),
});

export const GET = handle({ scope: "content_blocks.read", query: Query }, async (context, { query }) => {
  const offset = Number(query.cursor ?? 0);
  const { blocks, total } = await listContentBlocks(context, { limit: query.limit, offset });
  const end = offset + blocks.length;
  return Response.json({ content_blocks: blocks, next_cursor: end < total ? String(end) : null });
});

export const POST = handle(
  { scope: "content_blocks.write", dryRun: true, body: createContentBlockSchema },
  async (context, { body }) => Response.json(await createContentBlock(context, body), { status: 201 }),
);
