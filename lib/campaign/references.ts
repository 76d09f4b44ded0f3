/** What a campaign refers to by id: looked for before launch. */
import { type NamedReference, namedReferences } from "#lib/segment/references.ts";
import { triggersOf } from "#lib/trigger/schema.ts";
import type { CampaignDefinition } from "./schema.ts";

/** Segments, lists, campaigns and journeys the campaign asks about, each with the field that does. */
export function referencesOf(definition: CampaignDefinition): NamedReference[] {
  const found = namedReferences(definition.audience, "audience");
  if (definition.delivery.type !== "action") return found;
  for (const [index, trigger] of triggersOf(definition.delivery).entries()) {
    const field = `delivery.triggers.${index}`;
    if (trigger.type === "segment_entry")
      found.push({ kind: "segment", id: trigger.segment_id, field: `${field}.segment_id` });
    if (trigger.type === "campaign_received")
      found.push({ kind: "campaign", id: trigger.campaign_id, field: `${field}.campaign_id` });
  }
  return found;
}
