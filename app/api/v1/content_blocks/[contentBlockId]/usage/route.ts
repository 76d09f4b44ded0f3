import { handle } from "#app/api/handle.ts";
import { blockUsage } from "#lib/template/service-block-usage.ts";

export const GET = handle<{ contentBlockId: string }>(
  { scope: "content_blocks.read" },
  async (context, { params }) => Response.json({ used_in: await blockUsage(context, params.contentBlockId) }),
);
