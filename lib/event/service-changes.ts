import type { Context } from "#lib/platform/context.ts";
import type { SqlClient } from "#lib/platform/db.ts";
import { enqueue } from "#lib/platform/queue.ts";
import { type AttributeChange, EVALUATE_EVENTS } from "./jobs.ts";

/** Lets campaigns and journeys react to attributes that were changed otherwise than by a tracking call. */
export async function announceChanges(
  sql: SqlClient,
  context: Context,
  changes: AttributeChange[],
): Promise<void> {
  if (changes.length === 0) return;
  await enqueue(sql, EVALUATE_EVENTS, [
    {
      workspace_id: context.workspaceId,
      received_at: context.now.toISOString(),
      events: [],
      attribute_changes: changes,
    },
  ]);
}
