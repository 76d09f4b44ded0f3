/** Whether an edit changes when a campaign starts. Pure. */
import { schedulesAlike } from "#lib/trigger/replan.ts";
import type { DeliveryBlock } from "#lib/trigger/schema.ts";
import { canonicalJson } from "#lib/webhook/value-diff.ts";

/** Whether two deliveries start a campaign at the same moments, however their defaults are written. */
export function startsAlike(one: DeliveryBlock, other: DeliveryBlock): boolean {
  if (one.type === "scheduled" && other.type === "scheduled") return schedulesAlike(one, other);
  return canonicalJson(one) === canonicalJson(other);
}
