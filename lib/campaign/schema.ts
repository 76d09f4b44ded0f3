/** A campaign as its author writes it, as it is stored, and as the API answers it. */
import { z } from "zod";
import { retryPolicySchema } from "#lib/delivery/schema.ts";
import { outcomeRuleSchema } from "#lib/host/outcome-rules.ts";
import { wordsSchema } from "#lib/i18n/problem-words.ts";
import { wholeBetween } from "#lib/platform/ranges.ts";
import { filterTreeSchema } from "#lib/segment/schema.ts";
import { triggerContractSchema } from "#lib/trigger/contract-schema.ts";
import { conversionSchema, MAX_CONVERSIONS } from "#lib/trigger/conversion-schema.ts";
import { deliverySchema, quietHoursSchema, reEligibilitySchema } from "#lib/trigger/schema.ts";
import { WebhookMessage } from "#lib/webhook/schema.ts";

export const CAMPAIGN_TYPES = ["webhook", "api"] as const;
export const campaignTypeSchema = z.enum(CAMPAIGN_TYPES);
export type CampaignType = z.infer<typeof campaignTypeSchema>;

export const CAMPAIGN_STATUSES = [
  "draft",
  "scheduled",
  "active",
  "paused",
  "stopped",
  "finished",
  "archived",
] as const;
export const campaignStatusSchema = z.enum(CAMPAIGN_STATUSES);
export type CampaignStatus = z.infer<typeof campaignStatusSchema>;

export const MAX_VARIATIONS = 8;

/** Shares of a hundred, with at most two decimals: people are spread over ten thousand buckets. */
const percentage = z
  .number()
  .min(0, "A share is at least 0.")
  .max(100, "A share is at most 100.")
  .refine(
    (share) => Math.abs(share * 100 - Math.round(share * 100)) < 1e-6,
    "A share has at most two decimals.",
  );

const variationName = z.string().trim().min(1).max(100);

export const variationInputSchema = z.strictObject({
  message_variation_id: z.uuid().optional(),
  name: variationName.optional(),
  /** Left out: an equal part of what the other variations leave. */
  percentage: percentage.optional(),
  /** People counted but never sent to. */
  control: z.boolean().optional(),
  webhook: WebhookMessage.nullish(),
});
export type VariationInput = z.output<typeof variationInputSchema>;

export const variationSchema = z.strictObject({
  message_variation_id: z.uuid(),
  name: z.string(),
  percentage: z.number(),
  control: z.boolean().default(false),
  webhook: WebhookMessage.nullable().default(null),
});
export type Variation = z.output<typeof variationSchema>;

export const campaignRateLimitSchema = z.strictObject({
  per_minute: wholeBetween("per_minute", 1, 10_000_000).nullable().default(null),
});

/** At most `max` webhooks of any campaign to one person within so many seconds. */
export const frequencyCapSchema = z.strictObject({
  max: z.number().int().min(1).max(1_000),
  within_seconds: z
    .number()
    .min(1)
    .max(30 * 86_400),
});

/** At most so many people: of the campaign as a whole, and of each scheduled run. */
export const userCapSchema = z.strictObject({
  total: z.number().int().min(1).nullable().default(null),
  per_run: z.number().int().min(1).nullable().default(null),
});

/** For campaigns sent once: a part of the audience waits, and gets what did best with the others. */
export const winnerSelectionSchema = z.strictObject({
  /** Per cent of the audience that waits for the winner; the variations share the rest. */
  held_percentage: z.int().min(1).max(95),
  /** Hours from the start of the send to the decision by primary conversion rate. */
  decide_after_hours: z.int().min(1).max(720),
  /** When no variation is better beyond doubt: send the best one so far, or nothing more. */
  without_winner: z.enum(["send_best", "stop"]),
});
export type WinnerSelection = z.output<typeof winnerSelectionSchema>;

const nameSchema = z.string().trim().min(1, "A campaign needs a name.").max(200);
const tagsSchema = z.array(z.string().trim().min(1).max(100)).max(50);
const variationsSchema = z.array(variationInputSchema).max(MAX_VARIATIONS + 1);

const settings = {
  description: z.string().max(2_000),
  delivery: deliverySchema,
  audience: filterTreeSchema,
  re_eligibility: reEligibilitySchema,
  rate_limit: campaignRateLimitSchema,
  retry: retryPolicySchema,
  quiet_hours: quietHoursSchema.nullable(),
  frequency_cap: frequencyCapSchema.nullable(),
  user_cap: userCapSchema.nullable(),
  conversions: z.array(conversionSchema).max(MAX_CONVERSIONS),
  winner_selection: winnerSelectionSchema.nullable(),
  tags: tagsSchema,
  outcome_rules: z.array(outcomeRuleSchema).max(50),
  /** For API-triggered campaigns: what calls must carry in trigger_properties. */
  trigger_contract: triggerContractSchema.nullable(),
} as const;

const optionalSettings = {
  description: settings.description.optional(),
  delivery: settings.delivery.optional(),
  audience: settings.audience.optional(),
  re_eligibility: settings.re_eligibility.optional(),
  rate_limit: settings.rate_limit.optional(),
  retry: settings.retry.optional(),
  quiet_hours: settings.quiet_hours.optional(),
  frequency_cap: settings.frequency_cap.optional(),
  user_cap: settings.user_cap.optional(),
  conversions: settings.conversions.optional(),
  winner_selection: settings.winner_selection.optional(),
  tags: settings.tags.optional(),
  outcome_rules: settings.outcome_rules.optional(),
  trigger_contract: settings.trigger_contract.optional(),
} as const;

export const createCampaignSchema = z.strictObject({
  name: nameSchema,
  type: campaignTypeSchema.default("webhook"),
  variations: variationsSchema.optional(),
  ...optionalSettings,
});
export type CreateCampaign = z.output<typeof createCampaignSchema>;
export type CreateCampaignInput = z.input<typeof createCampaignSchema>;

/** Fields left out stay as they are; a field given replaces the old value as a whole. The type never changes. */
export const patchCampaignSchema = z.strictObject({
  name: nameSchema.optional(),
  variations: variationsSchema.optional(),
  ...optionalSettings,
});
export type PatchCampaign = z.output<typeof patchCampaignSchema>;
export type PatchCampaignInput = z.input<typeof patchCampaignSchema>;

/** The whole campaign: what a draft and a version hold. */
export const campaignDefinitionSchema = z.strictObject({
  name: z.string(),
  type: campaignTypeSchema,
  variations: z.array(variationSchema),
  ...settings,
  winner_selection: settings.winner_selection.default(null),
});
export type CampaignDefinition = z.output<typeof campaignDefinitionSchema>;

export const problemSchema = z.object({
  severity: z.enum(["error", "warning", "info"]),
  code: z.string(),
  field: z.string(),
  message: z.string(),
  hint: z.string(),
  /** Message and hint apart from the language. */
  words: wordsSchema.optional(),
  line: z.number().optional(),
  column: z.number().optional(),
});
export type CampaignProblem = z.infer<typeof problemSchema>;

const moment = z.iso.datetime({ offset: true });

const versionReferenceSchema = z.object({
  version_id: z.string(),
  number: z.int(),
  content_hash: z.string(),
  created_at: moment,
});

const lifecycle = {
  campaign_id: z.string(),
  status: campaignStatusSchema,
  revision: z.int(),
  /** The open review; while there is one, the content cannot be edited. */
  review_id: z.string().nullable(),
  live_version: versionReferenceSchema.nullable(),
  /** Whether the draft differs from what is live. */
  has_unpublished_changes: z.boolean(),
  /** Content blocks edited since the launch: what leaves has them as they were until the next one. */
  changed_content_blocks: z.array(z.string()),
  next_run_at: moment.nullable(),
  created_at: moment,
  updated_at: moment,
  launched_at: moment.nullable(),
  stopped_at: moment.nullable(),
  archived_at: moment.nullable(),
  first_sent_at: moment.nullable(),
  last_sent_at: moment.nullable(),
} as const;

export const campaignAnswerSchema = z.object({
  ...lifecycle,
  ...campaignDefinitionSchema.shape,
  /** Hash of everything that decides what would leave, and to whom. */
  content_hash: z.string(),
  problems: z.array(problemSchema),
});
export type CampaignAnswer = z.output<typeof campaignAnswerSchema>;

export const campaignListItemSchema = z.object({
  ...lifecycle,
  name: z.string(),
  description: z.string(),
  type: campaignTypeSchema,
  tags: z.array(z.string()),
  delivery_type: z.enum(["action", "scheduled", "api_trigger"]),
  /** The event that starts it, for action-based campaigns. */
  trigger_event: z.string().nullable(),
  created_by: z.string().nullable(),
  /** Deliveries of the last 7 days that were attempted, and that failed for good. */
  sent_7d: z.int(),
  failed_7d: z.int(),
  /** Of the last run; null before the first. */
  audience_size: z.int().nullable(),
  /** Of the last review; an approval counts until the next save. */
  review_status: z.enum(["in_review", "approved", "changes_requested"]).nullable(),
  variations: z.array(
    z.object({
      message_variation_id: z.string(),
      name: z.string(),
      percentage: z.number(),
      control: z.boolean(),
    }),
  ),
});
export type CampaignListItem = z.output<typeof campaignListItemSchema>;

export const campaignPageSchema = z.object({
  campaigns: z.array(campaignListItemSchema),
  /** Of all campaigns that are not archived, whatever the page; at most 500. */
  tags: z.array(z.string()),
  next_cursor: z.string().nullable(),
});
export type CampaignPage = z.output<typeof campaignPageSchema>;

export const listCampaignsQuerySchema = z.object({
  status: z.union([campaignStatusSchema, z.array(campaignStatusSchema)]).optional(),
  type: campaignTypeSchema.optional(),
  tag: z.string().max(100).optional(),
  search: z.string().max(200).optional(),
  include_archived: z.stringbool().default(false),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().optional(),
});
export type ListCampaignsQuery = z.output<typeof listCampaignsQuerySchema>;

/** `incomplete=true` saves work in progress that has errors; they come back as `problems`. */
export const saveCampaignQuerySchema = z.object({ incomplete: z.stringbool().default(false) });
