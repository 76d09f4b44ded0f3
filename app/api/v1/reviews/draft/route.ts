import { handle } from "#app/api/handle.ts";
import { draftReviewSchema } from "#lib/review/schema.ts";
import { draftReview } from "#lib/review/service-request.ts";

export const POST = handle({ scope: "reviews.request", body: draftReviewSchema }, async (context, { body }) =>
  Response.json(await draftReview(context, body)),
);
