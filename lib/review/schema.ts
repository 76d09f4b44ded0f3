/** What reviews take and answer. */
import { z } from "zod";
import {
  previewErrorSchema,
  previewRequestSchema,
  previewWarningSchema,
} from "#lib/campaign/preview-schema.ts";

const NOTE_MAX = 2000;

export const reviewStatusSchema = z.enum(["requested", "approved", "changes_requested", "withdrawn"]);
export type ReviewStatus = z.output<typeof reviewStatusSchema>;

/** Who asked or decided: a person, an API key, or a job of the server. */
export const reviewActorSchema = z.object({
  kind: z.enum(["user", "api_key", "system"]),
  id: z.string(),
  name: z.string(),
});
export type ReviewActor = z.output<typeof reviewActorSchema>;

const note = z.string().trim().max(NOTE_MAX, `Use at most ${NOTE_MAX} characters.`);

export const requestReviewSchema = z.strictObject({ campaign_id: z.uuid(), note: note.default("") });
export type RequestReview = z.output<typeof requestReviewSchema>;

export const approveReviewSchema = z.strictObject({ note: note.default("") });
export type ApproveReview = z.output<typeof approveReviewSchema>;

/** Without a reason nobody knows what to change. */
export const requestChangesSchema = z.strictObject({ note: note.min(1, "Say what has to change.") });
export type RequestChanges = z.output<typeof requestChangesSchema>;

export const listReviewsQuerySchema = z.object({
  status: reviewStatusSchema.optional(),
  campaign_id: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
});
export type ListReviewsQuery = z.output<typeof listReviewsQuerySchema>;

export const reviewViewSchema = z.object({
  review_id: z.string(),
  campaign_id: z.string(),
  campaign_name: z.string(),
  content_hash: z.string(),
  status: reviewStatusSchema,
  note: z.string(),
  requested_by: reviewActorSchema,
  decided_by: reviewActorSchema.nullable(),
  decided_at: z.string().nullable(),
  decision_note: z.string().nullable(),
  created_at: z.string(),
});
export type ReviewView = z.output<typeof reviewViewSchema>;

export const reviewPageSchema = z.object({
  reviews: z.array(reviewViewSchema),
  next_cursor: z.string().nullable(),
});
export type ReviewPage = z.output<typeof reviewPageSchema>;

export const reviewDetailSchema = reviewViewSchema.extend({
  /** Whether the campaign's content is no longer what was put up for review. */
  stale: z.boolean(),
  current_content_hash: z.string(),
  /** The requests of the current content, as they would leave for sample people. */
  samples: z.array(
    z.object({
      external_user_id: z.string().nullable(),
      variation_id: z.string().nullable(),
      request: previewRequestSchema.nullable(),
      error: previewErrorSchema.nullable(),
      warnings: z.array(previewWarningSchema),
    }),
  ),
});
export type ReviewDetail = z.output<typeof reviewDetailSchema>;
