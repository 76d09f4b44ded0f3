/** A canvas as its author writes it, as it is stored, and as the API answers it. */
import { z } from "zod";
import { retryPolicySchema } from "#lib/delivery/schema.ts";
import { wordsSchema } from "#lib/i18n/problem-words.ts";
import { filterTreeSchema, propertyFiltersSchema } from "#lib/segment/schema.ts";
import { draftConversionSchema, MAX_CONVERSIONS } from "#lib/trigger/conversion-schema.ts";
import {
  checkAction,
  draftTriggerSchema,
  quietHoursSchema,
  reEligibilitySchema,
  scheduledDelivery,
  windowSchema,
} from "#lib/trigger/schema.ts";
import { draftStepSchema } from "./draft-step-schema.ts";
import { MAX_STEPS, positionSchema } from "./step-schema.ts";

export const CANVAS_STATUSES = [
  "draft",
  "scheduled",
  "active",
  "paused",
  "stopped",
  "finished",
  "archived",
] as const;
export const canvasStatusSchema = z.enum(CANVAS_STATUSES);
export type CanvasStatus = z.infer<typeof canvasStatusSchema>;

export const MAX_VARIANTS = 8;

const count = z.number().int().min(1).nullable().default(null);

/** At most so many entries: ever, in a UTC day, in a UTC hour, and of each scheduled run. */
const entryLimitSchema = z.strictObject({ total: count, per_day: count, per_hour: count, per_run: count });
export type EntryLimit = z.output<typeof entryLimitSchema>;

const entryCommon = {
  /** Whether somebody who was in may come again, and how long after the last time. */
  re_entry: reEligibilitySchema.default({ allowed: false }),
  limit: entryLimitSchema.nullish(),
} as const;

const actionEntry = z
  .strictObject({
    type: z.literal("action"),
    /** Short for one trigger of type custom_event with `filters`. */
    event: z.string().max(255).optional(),
    filters: propertyFiltersSchema.optional(),
    /** Any one of them fires. */
    triggers: z.array(draftTriggerSchema).min(1).max(20).optional(),
    window: windowSchema.optional(),
    /** Judge the audience as it was before the event (default) or with the event applied. */
    audience_at: z.enum(["before_event", "after_event"]).optional(),
    ...entryCommon,
  })
  .superRefine((entry, context) => checkAction(entry, context));

export const entrySchema = z.discriminatedUnion("type", [
  actionEntry,
  scheduledDelivery.safeExtend(entryCommon),
  z.strictObject({ type: z.literal("api_trigger"), ...entryCommon }),
]);
export type CanvasEntryRule = z.output<typeof entrySchema>;
export type ActionEntry = Extract<CanvasEntryRule, { type: "action" }>;
export type ScheduledEntry = Extract<CanvasEntryRule, { type: "scheduled" }>;

/** What takes people out at once, wherever they are: an event, or a filter that has come to hold. */
export const exitCriterionSchema = z
  .strictObject({
    type: z.enum(["custom_event", "purchase"]).optional(),
    event: z.string().min(1).max(255).optional(),
    product_id: z.string().min(1).max(255).optional(),
    filters: propertyFiltersSchema.optional(),
    filter: filterTreeSchema.optional(),
  })
  .superRefine((criterion, context) => {
    const byEvent = criterion.event !== undefined || criterion.type === "purchase";
    if (byEvent !== (criterion.filter !== undefined)) return;
    context.addIssue({
      code: "custom",
      path: [byEvent ? "filter" : "event"],
      message: byEvent ? "One rule cannot wait for an event and a filter." : "The exit rule names no event.",
      params: { code: "invalid_exit_rule", hint: 'Give "event", or "filter"; write two rules for both.' },
    });
  });

const percentage = z.number().min(0, "A share is at least 0.").max(100, "A share is at most 100.");

const variantShape = {
  name: z.string().trim().min(1).max(100),
  percentage,
  /** People who are counted but take no step. */
  control: z.boolean().default(false),
  /** Where this variant begins; left out: at the start of the canvas. */
  start: z.string().max(64).nullish(),
} as const;

const variantInputSchema = z.strictObject({ variant_id: z.uuid().optional(), ...variantShape });
export const variantSchema = z.strictObject({ variant_id: z.uuid(), ...variantShape });
export type CanvasVariant = z.output<typeof variantSchema>;

export const stickyNoteSchema = z.strictObject({
  id: z.string().min(1).max(64),
  text: z.string().max(2_000),
  color: z.string().max(32).optional(),
  position: positionSchema,
  size: z.strictObject({ width: z.number().positive(), height: z.number().positive() }).optional(),
});

/** How the canvas looks in the editor; changes nothing that is sent. */
export const layoutSchema = z.strictObject({
  auto: z.boolean().default(true),
  notes: z.array(stickyNoteSchema).max(200).default([]),
});

const nameSchema = z.string().trim().min(1, "A canvas needs a name.").max(200);
const tagsSchema = z.array(z.string().trim().min(1).max(100)).max(50);
const rateLimitSchema = z.strictObject({
  per_minute: z.number().int().min(1).max(10_000_000).nullable().default(null),
});
const stepsSchema = z.array(draftStepSchema).max(MAX_STEPS, `A canvas has at most ${MAX_STEPS} steps.`);

const settings = {
  description: z.string().max(2_000),
  entry: entrySchema,
  audience: filterTreeSchema,
  exit_criteria: z.array(exitCriterionSchema).max(20),
  /** The first step; left out, the first of the list. */
  start: z.string().max(64).nullable(),
  steps: stepsSchema,
  quiet_hours: quietHoursSchema.nullable(),
  rate_limit: rateLimitSchema,
  retry: retryPolicySchema,
  conversions: z.array(draftConversionSchema).max(MAX_CONVERSIONS),
  tags: tagsSchema,
  layout: layoutSchema,
} as const;

const optionalSettings = {
  description: settings.description.optional(),
  entry: settings.entry.optional(),
  audience: settings.audience.optional(),
  exit_criteria: settings.exit_criteria.optional(),
  start: settings.start.optional(),
  steps: settings.steps.optional(),
  variants: z
    .array(variantInputSchema)
    .max(MAX_VARIANTS + 1)
    .optional(),
  quiet_hours: settings.quiet_hours.optional(),
  rate_limit: settings.rate_limit.optional(),
  retry: settings.retry.optional(),
  conversions: settings.conversions.optional(),
  tags: settings.tags.optional(),
  layout: settings.layout.optional(),
} as const;

export const createCanvasSchema = z.strictObject({ name: nameSchema, ...optionalSettings });
export type CreateCanvas = z.output<typeof createCanvasSchema>;
export type CreateCanvasInput = z.input<typeof createCanvasSchema>;

/** Fields left out stay as they are; a field given replaces the old value as a whole. */
export const patchCanvasSchema = z.strictObject({ name: nameSchema.optional(), ...optionalSettings });
export type PatchCanvas = z.output<typeof patchCanvasSchema>;
export type PatchCanvasInput = z.input<typeof patchCanvasSchema>;

/** The whole canvas: what a draft and a version hold. */
export const canvasDefinitionSchema = z.strictObject({
  name: z.string(),
  ...settings,
  variants: z.array(variantSchema),
});
export type CanvasDefinition = z.output<typeof canvasDefinitionSchema>;

export const canvasProblemSchema = z.object({
  severity: z.enum(["error", "warning", "info"]),
  code: z.string(),
  /** Dotted path: `steps.3.webhook.url`. */
  field: z.string(),
  /** The step it is about, if it is about one. */
  step_id: z.string().nullable(),
  message: z.string(),
  hint: z.string(),
  /** Message and hint apart from the language. */
  words: wordsSchema.optional(),
  line: z.number().optional(),
  column: z.number().optional(),
});
export type CanvasProblem = z.infer<typeof canvasProblemSchema>;

const moment = z.iso.datetime({ offset: true });

export const canvasVersionSchema = z.object({
  version_id: z.string(),
  number: z.int(),
  content_hash: z.string(),
  created_at: moment,
});

const lifecycle = {
  canvas_id: z.string(),
  status: canvasStatusSchema,
  revision: z.int(),
  /** The open review; while there is one, the content cannot be edited. */
  review_id: z.string().nullable(),
  live_version: canvasVersionSchema.nullable(),
  /** Whether the draft differs from what is live. */
  has_unpublished_changes: z.boolean(),
  /** Content blocks edited since the launch: what leaves has them as they were until the next one. */
  changed_content_blocks: z.array(z.string()),
  next_run_at: moment.nullable(),
  /** The version that goes live at a later time, if one waits for it. */
  planned_publication: z.object({ at: moment, version: z.int(), by: z.string() }).nullable(),
  created_at: moment,
  updated_at: moment,
  launched_at: moment.nullable(),
  stopped_at: moment.nullable(),
  archived_at: moment.nullable(),
} as const;

export const canvasAnswerSchema = z.object({
  ...lifecycle,
  ...canvasDefinitionSchema.shape,
  content_hash: z.string(),
  problems: z.array(canvasProblemSchema),
});
export type CanvasAnswer = z.output<typeof canvasAnswerSchema>;

export const canvasListItemSchema = z.object({
  ...lifecycle,
  name: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  entry_type: z.enum(["action", "scheduled", "api_trigger"]),
  /** The event that starts it, for action-based canvases. */
  trigger_event: z.string().nullable(),
  steps_count: z.int(),
  /** Its steps that send, by name. */
  message_steps: z.array(z.object({ id: z.string(), name: z.string() })),
  /** People who are in it now. */
  people_inside: z.int(),
});
export type CanvasListItem = z.output<typeof canvasListItemSchema>;

export const canvasPageSchema = z.object({
  canvases: z.array(canvasListItemSchema),
  next_cursor: z.string().nullable(),
});
export type CanvasPage = z.output<typeof canvasPageSchema>;

export const listCanvasesQuerySchema = z.object({
  status: z.union([canvasStatusSchema, z.array(canvasStatusSchema)]).optional(),
  tag: z.string().max(100).optional(),
  search: z.string().max(200).optional(),
  include_archived: z.stringbool().default(false),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().optional(),
});
export type ListCanvasesQuery = z.output<typeof listCanvasesQuerySchema>;

/** `incomplete=true` saves work in progress that has errors; they come back as `problems`. */
export const saveCanvasQuerySchema = z.object({ incomplete: z.stringbool().default(false) });

/** What becomes of the people inside when a canvas stops. */
export const stopCanvasSchema = z.strictObject({
  /** hold: they stay where they are until it goes on. finish: nobody new, the others go on. exit: they leave now. */
  people: z.enum(["hold", "finish", "exit"]).default("hold"),
});
