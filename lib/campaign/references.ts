/** What a campaign refers to by id: found before launch, and shown as "used in". */
import { type FilterNode, isGroup } from "#lib/segment/filter.ts";
import { triggersOf } from "#lib/trigger/schema.ts";
import type { CampaignDefinition } from "./schema.ts";

export interface SegmentReference {
  segmentId: string;
  field: string;
}

/** Every segment the campaign asks about, with the field that does. */
export function referencesOf(definition: CampaignDefinition): SegmentReference[] {
  const found = segmentsIn(definition.audience, "audience");
  if (definition.delivery.type === "action") {
    for (const [index, trigger] of triggersOf(definition.delivery).entries()) {
      if (trigger.type !== "segment_entry") continue;
      found.push({ segmentId: trigger.segment_id, field: `delivery.triggers.${index}.segment_id` });
    }
  }
  return found;
}

function segmentsIn(node: FilterNode, field: string): SegmentReference[] {
  if (isGroup(node))
    return node.filters.flatMap((child, index) => segmentsIn(child, `${field}.filters.${index}`));
  return node.type === "segment" ? [{ segmentId: node.segment_id, field: `${field}.segment_id` }] : [];
}
