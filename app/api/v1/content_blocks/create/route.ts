import { handle } from "#app/api/handle.ts";
import { createContentBlockSchema } from "#lib/template/content-block-schema.ts";
import { createContentBlock } from "#lib/template/service.ts";

// Existing clients may send fields that mean nothing here.
const Body = createContentBlockSchema.strip();

export const POST = handle({ scope: "content_blocks.create", body: Body }, async (context, { body }) => {
  const { content_block_id, liquid_tag, created_at } = await createContentBlock(context, body);
  return Response.json({ content_block_id, liquid_tag, created_at, message: "success" }, { status: 201 });
});
