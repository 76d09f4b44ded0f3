import { handle } from "#app/api/handle.ts";
import { blockVersions } from "#lib/template/service-block-usage.ts";

export const GET = handle<{ contentBlockId: string }>(
  { scope: "content_blocks.read" },
  async (context, { params }) =>
    Response.json({ versions: await blockVersions(context, params.contentBlockId) }),
);
