/** Samples kept with a campaign, what they say about its messages, and dry runs over the whole audience. */
import { z } from "zod";
import { wordsSchema } from "#lib/i18n/problem-words.ts";
import { previewDraftInputSchema, previewUserSchema } from "./preview-schema.ts";

const properties = z.record(z.string(), z.unknown());

/** Somebody who exists, or somebody made up, with what started it. */
export const sampleSubjectSchema = z.strictObject({
  external_user_id: z.string().min(1).max(512).optional(),
  user: previewUserSchema.optional(),
  event_properties: properties.optional(),
  trigger_properties: properties.optional(),
});
export type SampleSubject = z.output<typeof sampleSubjectSchema>;

export const createSampleSchema = z.strictObject({
  name: z.string().trim().min(1, "A sample needs a name.").max(100),
  subject: sampleSubjectSchema,
});
export type CreateSample = z.output<typeof createSampleSchema>;

export const sampleViewSchema = z.object({
  sample_id: z.string(),
  name: z.string(),
  subject: sampleSubjectSchema,
  created_at: z.iso.datetime(),
});
export type SampleView = z.output<typeof sampleViewSchema>;

/** By name. At most 50 are kept with a campaign. */
export const sampleListSchema = z.object({ samples: z.array(sampleViewSchema) });

export const checkInputSchema = z.strictObject({
  campaign_id: z.uuid(),
  definition: previewDraftInputSchema.shape.definition,
  variation_id: z.string().optional(),
});
export type CheckInput = z.output<typeof checkInputSchema>;

const failureSchema = z.object({
  external_user_id: z.string().nullable(),
  field: z.string(),
  code: z.string(),
  message: z.string(),
  words: wordsSchema.optional(),
});
export type SampleFailure = z.output<typeof failureSchema>;

export const checkAnswerSchema = z.object({
  /** Saved samples and people of the audience the message was rendered for. */
  total: z.int(),
  valid: z.int(),
  failing: z.array(failureSchema.extend({ sample_id: z.string().nullable(), name: z.string() })),
  branches: z.object({
    total: z.int(),
    covered: z.int(),
    /** Branches none of them takes. */
    missed: z.array(
      z.object({ field: z.string(), tag: z.string(), condition: z.string(), line: z.int(), column: z.int() }),
    ),
  }),
  /** Whether the message asks other services, which are not called for all these people: their values are missing here. */
  skips_connected_content: z.boolean(),
  /** What Liquid can read of them, with an example and the share that has no value. */
  variables: z.array(
    z.object({ path: z.string(), type: z.string(), example: z.unknown(), missing_percent: z.int() }),
  ),
});
export type CheckAnswer = z.output<typeof checkAnswerSchema>;

export const dryRunViewSchema = z.object({
  dry_run_id: z.string(),
  status: z.enum(["pending", "running", "finished", "cancelled"]),
  /** People of the audience, counted at the start; null before that. */
  expected_count: z.int().nullable(),
  done_count: z.int(),
  failed_count: z.int(),
  /** The first of those who would get nothing, and why. */
  failures: z.array(failureSchema),
  /** Whether messages ask other services, which a dry run does not call: their values were missing. */
  skips_connected_content: z.boolean(),
  /** Whether the campaign was changed since, so that this says nothing about it any more. */
  stale: z.boolean(),
  created_at: z.iso.datetime(),
  finished_at: z.iso.datetime().nullable(),
});
export type DryRunView = z.output<typeof dryRunViewSchema>;
/** `null` before the first one. */
export const latestDryRunSchema = z.object({ dry_run: dryRunViewSchema.nullable() });
