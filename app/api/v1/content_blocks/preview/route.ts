import { handle } from "#app/api/handle.ts";
import { previewBlock } from "#lib/campaign/service-block-preview.ts";
import { blockPreviewInputSchema } from "#lib/template/block-usage-schema.ts";

/** What a block becomes for one person, saved or not. */
export const POST = handle(
  { scope: "content_blocks.read", body: blockPreviewInputSchema },
  async (context, { body }) => Response.json(await previewBlock(context, body)),
);
