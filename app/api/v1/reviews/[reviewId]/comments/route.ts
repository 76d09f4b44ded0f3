import { handle } from "#app/api/handle.ts";
import { commentInputSchema } from "#lib/review/comment-schema.ts";
import { addComment } from "#lib/review/service-comments.ts";

export const POST = handle<{ reviewId: string }, typeof commentInputSchema>(
  { scope: "reviews.comment", body: commentInputSchema },
  async (context, { params, body }) =>
    Response.json(await addComment(context, params.reviewId, body), { status: 201 }),
);
