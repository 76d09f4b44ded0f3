import { handle } from "#app/api/handle.ts";
import { waitingReviews } from "#lib/review/service.ts";

export const GET = handle({ scope: "reviews.read" }, async (context) =>
  Response.json(await waitingReviews(context)),
);
