import { handle } from "#app/api/handle.ts";
import { getReview } from "#lib/review/service.ts";

export const GET = handle<{ reviewId: string }>({ scope: "reviews.read" }, async (context, { params }) =>
  Response.json(await getReview(context, params.reviewId)),
);
