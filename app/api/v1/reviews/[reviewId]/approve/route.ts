import { handle } from "#app/api/handle.ts";
import { approveReviewSchema } from "#lib/review/schema.ts";
import { approveReview } from "#lib/review/service-decide.ts";

export const POST = handle<{ reviewId: string }, typeof approveReviewSchema>(
  { scope: "reviews.decide", body: approveReviewSchema },
  async (context, { params, body }) => Response.json(await approveReview(context, params.reviewId, body)),
);
