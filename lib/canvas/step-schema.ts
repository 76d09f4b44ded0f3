/**
 * The steps of a canvas as they are launched. Drafts keep them half written (`draft-step-schema.ts`); what may be missing
 * here as well is what `validate` has better words for.
 */
import { z } from "zod";
import { retryPolicySchema } from "#lib/delivery/schema.ts";
import { outcomeRuleSchema } from "#lib/host/outcome-rules.ts";
import { propertyFiltersSchema, splitFilterSchema } from "#lib/segment/schema.ts";
import { delaySchema } from "#lib/trigger/schema.ts";
import { isJsonValue, type JsonValue, MAX_JSON_DEPTH } from "#lib/webhook/json-value.ts";
import { WebhookMessage } from "#lib/webhook/schema.ts";

export const STEP_TYPES = [
  "message",
  "delay",
  "action_paths",
  "decision_split",
  "audience_paths",
  "experiment_paths",
  "user_update",
  "context",
  "canvas",
] as const;
export type StepType = (typeof STEP_TYPES)[number];

export const ON_FAILURE = ["continue", "branch", "wait", "exit"] as const;
export type OnFailure = (typeof ON_FAILURE)[number];

export const MAX_STEPS = 500;
export const MAX_GROUPS = 8;
export const MAX_CONTEXT_BYTES = 50 * 1024;
export const MAX_CONTEXT_VARIABLES = 10;
const MAX_UPDATE_CHARS = 65_536;
const MAX_DEFINITION_CHARS = 10_240;
export const MAX_WINDOW_SECONDS = 366 * 86_400;
const DAY_SECONDS = 86_400;

const idSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, "An id has 1 to 64 letters, digits, hyphens or underscores.");

/** Where a path leads; null ends the journey. */
const next = idSchema.nullish();

/** A name that templates read as `context.${name}`. */
export const variableNameSchema = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]{0,99}$/,
    "A variable name has letters, digits and underscores, at most 100.",
  );

export const json = z.unknown().refine(isJsonValue, {
  error: `Expected JSON nested at most ${MAX_JSON_DEPTH} levels deep.`,
}) as unknown as z.ZodType<JsonValue, JsonValue>;

const jsonRecord = (max: number) =>
  z
    .record(z.string().min(1).max(255), json)
    .refine((value) => JSON.stringify(value).length <= max, { error: `At most ${max} characters of JSON.` });

export const positionSchema = z.strictObject({ x: z.number(), y: z.number() });

const common = {
  id: idSchema,
  name: z.string().max(200).optional(),
  /** For people who edit the canvas; never sent. */
  note: z.string().max(2_000).optional(),
  position: positionSchema.optional(),
} as const;

const perMinute = z.strictObject({
  per_minute: z.number().int().min(1).max(10_000_000).nullable().default(null),
});

export const messageStepSchema = z.strictObject({
  ...common,
  type: z.literal("message"),
  webhook: WebhookMessage.nullish(),
  /** Keeps `{ status, headers, json, body }` of the answer as a context variable. */
  save_response_as: variableNameSchema.nullish(),
  /** When the webhook fails for good: go on, take `failure_next`, wait for a replay, or leave. */
  on_failure: z.enum(ON_FAILURE).default("continue"),
  failure_next: next,
  /** `wait`: how long a failed webhook may be replayed before the person leaves. */
  failure_wait_seconds: z
    .number()
    .positive()
    .max(MAX_WINDOW_SECONDS)
    .default(7 * DAY_SECONDS),
  next,
  retry: retryPolicySchema.optional(),
  outcome_rules: z.array(outcomeRuleSchema).max(50).optional(),
  rate_limit: perMinute.optional(),
  /** Sends during the quiet hours of the canvas, too. */
  ignore_quiet_hours: z.boolean().optional(),
  /** Checked when the person arrives; who does not match is not sent to. */
  validation: z
    .strictObject({ filter: splitFilterSchema, otherwise: z.enum(["skip", "exit"]).default("exit") })
    .nullish(),
});

export const delayStepSchema = z.strictObject({
  ...common,
  type: z.literal("delay"),
  /** `attribute` may also name a context variable: "context.check_in". */
  delay: delaySchema.nullish(),
  /** The moment is over already. */
  if_past: z.enum(["continue", "exit"]).default("continue"),
  /** The attribute holds no date. */
  if_missing: z.enum(["continue", "exit"]).default("exit"),
  next,
});

export const actionGroup = z.strictObject({
  name: z.string().max(200).optional(),
  type: z.enum(["custom_event", "purchase"]).optional(),
  event: z.string().min(1).max(255).optional(),
  product_id: z.string().min(1).max(255).optional(),
  filters: propertyFiltersSchema.optional(),
  /** Keeps `{ name, time, properties }` of the event as a context variable. */
  save_event_as: variableNameSchema.nullish(),
  next,
});

export const actionPathsStepSchema = z.strictObject({
  ...common,
  type: z.literal("action_paths"),
  window_seconds: z
    .number()
    .positive("A window is longer than 0 seconds.")
    .max(MAX_WINDOW_SECONDS, `A window is at most ${MAX_WINDOW_SECONDS / DAY_SECONDS} days.`)
    .default(DAY_SECONDS),
  groups: z.array(actionGroup).max(MAX_GROUPS).default([]),
  /** When the window ends without any of these. */
  else: next,
  /** Waits until the window ends, then takes the first group of the list that happened. */
  ranked: z.boolean().optional(),
});

export const decisionSplitStepSchema = z.strictObject({
  ...common,
  type: z.literal("decision_split"),
  filter: splitFilterSchema.nullish(),
  yes: next,
  no: next,
});

const audienceGroup = z.strictObject({
  name: z.string().max(200).optional(),
  filter: splitFilterSchema.nullish(),
  next,
});

export const audiencePathsStepSchema = z.strictObject({
  ...common,
  type: z.literal("audience_paths"),
  /** The first that holds wins. */
  groups: z.array(audienceGroup).max(MAX_GROUPS).default([]),
  else: next,
});

export const experimentPath = z.strictObject({
  name: z.string().max(200).optional(),
  percentage: z.number().min(0, "A share is at least 0.").max(100, "A share is at most 100."),
  /** Compared with the others; usually leads past what is tried. */
  control: z.boolean().optional(),
  next,
});

export const experimentPathsStepSchema = z.strictObject({
  ...common,
  type: z.literal("experiment_paths"),
  paths: z.array(experimentPath).max(MAX_GROUPS).default([]),
  /** By default a person takes the same path each time they come by. */
  sticky: z.boolean().optional(),
});

export const updateEvent = z.strictObject({
  name: z.string().min(1).max(255),
  properties: jsonRecord(MAX_UPDATE_CHARS).optional(),
});

export const userUpdateStepSchema = z.strictObject({
  ...common,
  type: z.literal("user_update"),
  /** As in `/users/track`: texts may be templates, null removes, `{"inc": 1}` counts. */
  attributes: jsonRecord(MAX_UPDATE_CHARS).default({}),
  events: z.array(updateEvent).max(10).default([]),
  next,
});

export const contextStepSchema = z.strictObject({
  ...common,
  type: z.literal("context"),
  /** Texts may be templates; one that is exactly one `{{ … }}` keeps its type. */
  set: z
    .record(variableNameSchema, json)
    .refine((set) => Object.keys(set).length <= MAX_CONTEXT_VARIABLES, {
      error: `A step sets at most ${MAX_CONTEXT_VARIABLES} variables.`,
    })
    .refine(
      (set) => Object.values(set).every((value) => JSON.stringify(value).length <= MAX_DEFINITION_CHARS),
      {
        error: `A value has at most ${MAX_DEFINITION_CHARS} characters.`,
      },
    )
    .default({}),
  next,
});

export const canvasStepSchema = z.strictObject({
  ...common,
  type: z.literal("canvas"),
  canvas_id: z.string().max(64).nullish(),
  /** Variables the other journey starts with; texts may be templates. */
  context: z.record(variableNameSchema, json).optional(),
  /** Goes on when the other journey is over instead of at once. */
  wait: z.boolean().optional(),
  next,
});

/** What is wrong with a step of no known kind. */
export const unknownStep = ({ code }: { code?: string | undefined }): string | undefined =>
  code === "invalid_union"
    ? `This kind of step is not known. Use one of ${STEP_TYPES.join(", ")}.`
    : undefined;

export const stepSchema = z.discriminatedUnion(
  "type",
  [
    messageStepSchema,
    delayStepSchema,
    actionPathsStepSchema,
    decisionSplitStepSchema,
    audiencePathsStepSchema,
    experimentPathsStepSchema,
    userUpdateStepSchema,
    contextStepSchema,
    canvasStepSchema,
  ],
  { error: unknownStep },
);
export type Step = z.output<typeof stepSchema>;
export type StepInput = z.input<typeof stepSchema>;
export type StepOf<Type extends StepType> = Extract<Step, { type: Type }>;
