import { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { patchContentBlockSchema } from "#lib/template/content-block-schema.ts";
import { changeContentBlock } from "#lib/template/service.ts";

// Existing clients may send fields that mean nothing here, and name the block they change.
const Body = patchContentBlockSchema.extend({ content_block_id: z.string().min(1) }).strip();

export const POST = handle({ scope: "content_blocks.update", body: Body }, async (context, { body }) => {
  const { content_block_id: id, ...patch } = body;
  const block = await changeContentBlock(context, id, patch);
  return Response.json(
    { content_block_id: id, liquid_tag: block.liquid_tag, message: "success" },
    { status: 201 },
  );
});
