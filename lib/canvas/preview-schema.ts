import { z } from "zod";
import { wordsSchema } from "#lib/i18n/problem-words.ts";
import { createCanvasSchema } from "./schema.ts";

const properties = z.record(z.string(), z.unknown());

/** Which message step, for whom, and with what variables. */
export const canvasPreviewSchema = z.strictObject({
  /** The canvas as it stands on the screen; left out, the saved draft. */
  definition: createCanvasSchema.optional(),
  /** Left out: the first message step. */
  step_id: z.string().max(64).optional(),
  /** Somebody who exists. Neither this nor `user`: a made-up person without attributes. */
  external_user_id: z.string().min(1).max(512).optional(),
  /** A made-up person, as `/users/track` takes them. */
  user: z.looseObject({}).optional(),
  context: properties.optional(),
  event_properties: properties.optional(),
});
export type CanvasPreview = z.output<typeof canvasPreviewSchema>;
export type CanvasPreviewBody = z.input<typeof canvasPreviewSchema>;

const message = z.object({ field: z.string(), message: z.string(), words: wordsSchema.optional() });

export const canvasPreviewAnswerSchema = z.object({
  step_id: z.string(),
  /** Null when nothing would leave; `error` says why. */
  request: z
    .object({
      method: z.string(),
      url: z.string(),
      headers: z.record(z.string(), z.string()),
      body: z.string().nullable(),
    })
    .nullable(),
  error: message.extend({ reason: z.string(), code: z.string(), hint: z.string() }).nullable(),
  warnings: z.array(message.loose()),
});
