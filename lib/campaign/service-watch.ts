/** Campaigns that begin when somebody enters a segment: who is inside when they start to wait has not entered since. */
import type { Context } from "#lib/platform/context.ts";
import { type PrismaTx, sqlOf } from "#lib/platform/db.ts";
import { watchSegment } from "#lib/segment/service-members.ts";
import { type DeliveryBlock, triggersOf } from "#lib/trigger/schema.ts";
import { watchedSegments } from "./store-triggered.ts";

/**
 * To be asked before the campaign changes its state. Answers what begins the watch afterwards: over segments that no
 * running campaign watches yet. Of those that are watched it is known who is inside, and whoever entered a moment ago
 * is not taken for somebody who stayed.
 */
export async function beginWatch(
  tx: PrismaTx,
  context: Context,
): Promise<(delivery: DeliveryBlock) => Promise<void>> {
  const watched = await watchedSegments(sqlOf(tx), context.workspaceId);
  return async (delivery) => {
    if (delivery.type !== "action") return;
    for (const trigger of triggersOf(delivery)) {
      if (trigger.type !== "segment_entry" || watched.has(trigger.segment_id)) continue;
      const one = { segmentId: trigger.segment_id, watcher: "campaign" } as const;
      await watchSegment(sqlOf(tx), context.workspaceId, one, context.now);
    }
  };
}
