/** What a review answers as content, as the definitions the screens work with. Pure. */
import { type CampaignDefinition, campaignDefinitionSchema } from "#lib/campaign/schema.ts";
import { type CanvasDefinition, canvasDefinitionSchema } from "#lib/canvas/schema.ts";
import { type ContentMessage, campaignMessages, canvasMessages, fieldText } from "#lib/review/messages.ts";
import type { ReviewDetail } from "#lib/review/schema.ts";

export type ShownContent = {
  content_blocks: Record<string, string>;
  segments: Record<string, { name: string; filter?: unknown }>;
} & ({ type: "campaign"; definition: CampaignDefinition } | { type: "canvas"; definition: CanvasDefinition });

export function shownContent(type: "campaign" | "canvas", content: ReviewDetail["proposed"]): ShownContent {
  const { definition, content_blocks, segments } = content;
  return type === "campaign"
    ? { type, definition: campaignDefinitionSchema.parse(definition), content_blocks, segments }
    : { type, definition: canvasDefinitionSchema.parse(definition), content_blocks, segments };
}

export function messagesOf(content: ShownContent): ContentMessage[] {
  return content.type === "campaign"
    ? campaignMessages(content.definition)
    : canvasMessages(content.definition);
}

export type OtherText = { id: string; name: string | null; field: string; text: string };

/**
 * What there is besides webhooks, as the text whose lines are commented on: the steps of a canvas, or what an API
 * campaign expects of a call. `name` is null for the latter.
 */
export function otherTexts(content: ShownContent): OtherText[] {
  if (content.type === "campaign") {
    const { trigger_contract: contract } = content.definition;
    if (contract === null) return [];
    return [{ id: "trigger_contract", name: null, field: "trigger_contract", text: fieldText(contract) }];
  }
  return content.definition.steps.flatMap((step, index) => {
    const { position: _position, note: _note, ...rest } = step;
    if (step.type === "message") return [];
    return [{ id: step.id, name: step.name || step.id, field: `steps.${index}`, text: fieldText(rest) }];
  });
}

/**
 * The settings of a canvas under the names of a campaign's, so that both are said in the same words. What only one of
 * them knows takes the value that means "none".
 */
export function settingsOf(content: ShownContent): CampaignDefinition {
  if (content.type === "campaign") return content.definition;
  const { definition } = content;
  const { re_entry, limit, ...delivery } = definition.entry;
  return {
    name: definition.name,
    type: "webhook",
    description: definition.description,
    variations: [],
    delivery: delivery as CampaignDefinition["delivery"],
    audience: definition.audience,
    re_eligibility: re_entry,
    rate_limit: definition.rate_limit,
    retry: definition.retry,
    quiet_hours: definition.quiet_hours,
    frequency_cap: null,
    user_cap: limit ? { total: limit.total, per_run: limit.per_run } : null,
    conversions: definition.conversions,
    winner_selection: null,
    tags: definition.tags,
    outcome_rules: [],
    trigger_contract: null,
  };
}
