/** Whether an edit changes when a campaign starts. Pure. */
import type { DeliveryBlock } from "#lib/trigger/schema.ts";
import { canonicalJson } from "#lib/webhook/value-diff.ts";

/** Whether two deliveries start a campaign at the same moments, however their defaults are written. */
export function startsAlike(one: DeliveryBlock, other: DeliveryBlock): boolean {
  return canonicalJson(startOf(one)) === canonicalJson(startOf(other));
}

function startOf(delivery: DeliveryBlock): unknown {
  if (delivery.type !== "scheduled") return delivery;
  // Quiet hours move messages, not runs.
  const { quiet_hours: _quiet, until, ...schedule } = delivery;
  const end = until ? { until } : {};
  return { frequency: "once", interval: 1, in_local_time: false, ...schedule, ...end };
}
