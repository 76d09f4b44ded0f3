import { handle } from "#app/api/handle.ts";
import type { Context } from "#lib/platform/context.ts";
import { patchContentBlockSchema } from "#lib/template/content-block-schema.ts";
import { changeContentBlock, getContentBlock, removeContentBlock } from "#lib/template/service.ts";

type Params = { contentBlockId: string };
const current = (context: Context, params: Params) => getContentBlock(context, params.contentBlockId);

export const GET = handle<Params>({ scope: "content_blocks.read", current }, async (context, { params }) =>
  Response.json(await getContentBlock(context, params.contentBlockId)),
);

export const PATCH = handle<Params, typeof patchContentBlockSchema>(
  { scope: "content_blocks.write", dryRun: true, current, body: patchContentBlockSchema },
  async (context, { params, body }) =>
    Response.json(await changeContentBlock(context, params.contentBlockId, body)),
);

export const DELETE = handle<Params>(
  { scope: "content_blocks.write", current },
  async (context, { params }) => {
    await removeContentBlock(context, params.contentBlockId);
    return Response.json({ message: "success" });
  },
);
