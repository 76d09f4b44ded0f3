import { handle } from "#app/api/handle.ts";
import { patchContentBlockSchema } from "#lib/template/content-block-schema.ts";
import { changeContentBlock, getContentBlock, removeContentBlock } from "#lib/template/service.ts";

type Params = { contentBlockId: string };

export const GET = handle<Params>({ scope: "content_blocks.read" }, async (context, { params }) =>
  Response.json(await getContentBlock(context, params.contentBlockId)),
);

export const PATCH = handle<Params, typeof patchContentBlockSchema>(
  { scope: "content_blocks.write", body: patchContentBlockSchema },
  async (context, { params, body }) =>
    Response.json(await changeContentBlock(context, params.contentBlockId, body)),
);

export const DELETE = handle<Params>({ scope: "content_blocks.write" }, async (context, { params }) => {
  await removeContentBlock(context, params.contentBlockId);
  return Response.json({ message: "success" });
});
