import { handle } from "#app/api/handle.ts";
import { withdrawReview } from "#lib/review/service-decide.ts";

export const POST = handle<{ reviewId: string }>({ scope: "reviews.request" }, async (context, { params }) =>
  Response.json(await withdrawReview(context, params.reviewId)),
);
