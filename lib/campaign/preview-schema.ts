/** What the preview and the test send take and answer. */
import { z } from "zod";
import { wordsSchema } from "#lib/i18n/problem-words.ts";
import { createCampaignSchema, problemSchema } from "./schema.ts";

const properties = z.record(z.string(), z.unknown());

/** A made-up person: standard attributes beside custom ones, as `/users/track` takes them. */
export const previewUserSchema = z.looseObject({
  external_id: z.string().max(512).nullish(),
  time_zone: z.string().max(64).nullish(),
  custom_attributes: properties.optional(),
});

const subject = {
  /** Somebody who exists. Neither this nor `user`: a sample person of the workspace. */
  external_user_id: z.string().min(1).max(512).optional(),
  user: previewUserSchema.optional(),
  event_properties: properties.optional(),
  trigger_properties: properties.optional(),
  variation_id: z.string().optional(),
} as const;

export const previewInputSchema = z.strictObject(subject);
export type PreviewInput = z.output<typeof previewInputSchema>;

/** The composer's preview: the campaign as it stands on the screen, saved or not. */
export const previewDraftInputSchema = z.strictObject({
  ...subject,
  campaign_id: z.uuid().optional(),
  definition: createCampaignSchema,
});
export type PreviewDraftInput = z.output<typeof previewDraftInputSchema>;

export const testSendInputSchema = z.strictObject({
  ...subject,
  /** Sends there instead, with everything else unchanged. */
  url: z.url({ protocol: /^https?$/ }).optional(),
});
export type TestSendInput = z.output<typeof testSendInputSchema>;

export const previewRequestSchema = z.object({
  method: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string().nullable(),
});

export const previewWarningSchema = z.object({
  code: z.string(),
  field: z.string(),
  message: z.string(),
  words: wordsSchema.optional(),
  variable: z.string().optional(),
});

export const previewErrorSchema = z.object({
  reason: z.string(),
  code: z.string(),
  field: z.string(),
  message: z.string(),
  hint: z.string(),
  /** Message and hint apart from the language. */
  words: wordsSchema.optional(),
  line: z.number().optional(),
  column: z.number().optional(),
});

export const previewAnswerSchema = z.object({
  /** Null when nothing would leave; `error` says why. */
  request: previewRequestSchema.nullable(),
  error: previewErrorSchema.nullable(),
  warnings: z.array(previewWarningSchema),
  problems: z.array(problemSchema),
  bytes: z.object({ url: z.int(), body: z.int() }),
  variation_id: z.string().nullable(),
  host: z.string().nullable(),
  profile: z
    .object({
      external_id: z.string().nullable(),
      attributes: properties,
      custom_attributes: properties,
      time_zone: z.string().nullable(),
      /** Whether this person exists, or was made up for the preview. */
      exists: z.boolean(),
    })
    .nullable(),
  event: z.object({ name: z.string(), time: z.string(), properties }).nullable(),
  trigger_properties: properties,
});
export type PreviewAnswer = z.output<typeof previewAnswerSchema>;
