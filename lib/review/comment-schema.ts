/** Threads of comments, as calls give them and answers show them. */
import { z } from "zod";
import { reviewActorSchema } from "./actor-schema.ts";

export const commentPlaceSchema = z.object({
  state: z.enum(["here", "moved", "vanished"]),
  line: z.int().nullable(),
});
export type CommentPlace = z.output<typeof commentPlaceSchema>;

const commentBody = z.string().trim().min(1, "Write something.").max(4000, "Use at most 4000 characters.");

export const commentInputSchema = z.strictObject({
  body: commentBody,
  /** Answers this comment; field and line are those of its thread. */
  reply_to: z.uuid().optional(),
  field: z.string().min(1).max(300).optional(),
  line: z.int().min(1).optional(),
});
export type CommentInput = z.output<typeof commentInputSchema>;

export const commentSchema = z.object({
  comment_id: z.string(),
  body: z.string(),
  author: reviewActorSchema,
  created_at: z.string(),
});

export const threadSchema = z.object({
  thread_id: z.string(),
  review_id: z.string(),
  field: z.string().nullable(),
  line: z.int().nullable(),
  line_text: z.string().nullable(),
  place: commentPlaceSchema,
  resolved_by: reviewActorSchema.nullable(),
  resolved_at: z.string().nullable(),
  comments: z.array(commentSchema),
});
export type Thread = z.output<typeof threadSchema>;
