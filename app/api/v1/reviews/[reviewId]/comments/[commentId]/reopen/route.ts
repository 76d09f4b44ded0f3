import { handle } from "#app/api/handle.ts";
import { resolveThread } from "#lib/review/service-comments.ts";

export const POST = handle<{ reviewId: string; commentId: string }>(
  { scope: "reviews.comment" },
  async (context, { params }) =>
    Response.json(await resolveThread(context, params.reviewId, params.commentId, false)),
);
