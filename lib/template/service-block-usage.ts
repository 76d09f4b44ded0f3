/** Use cases around a content block's history and its dependants. */
import type { Context } from "#lib/platform/context.ts";
import type { BlockUsage, BlockVersion } from "./block-usage-schema.ts";
import { getContentBlock } from "./service.ts";
import { listBlockVersions, messagesWithBlock } from "./store-block-usage.ts";

const LISTED = 100;

/** Messages a change of the block would change; what is live comes first. */
export async function blockUsage(context: Context, id: string): Promise<BlockUsage[]> {
  const block = await getContentBlock(context, id);
  return messagesWithBlock(context.workspaceId, block.name, LISTED);
}

/** Every content the block had, newest first. */
export async function blockVersions(context: Context, id: string): Promise<BlockVersion[]> {
  const block = await getContentBlock(context, id);
  const rows = await listBlockVersions(block.content_block_id, LISTED);
  return rows.map((row) => ({ ...row, created_at: row.created_at.toISOString() }));
}
