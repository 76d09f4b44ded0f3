import { handle } from "#app/api/handle.ts";
import { requestChangesSchema } from "#lib/review/schema.ts";
import { requestChanges } from "#lib/review/service-decide.ts";

export const POST = handle<{ reviewId: string }, typeof requestChangesSchema>(
  { scope: "reviews.decide", body: requestChangesSchema },
  async (context, { params, body }) => Response.json(await requestChanges(context, params.reviewId, body)),
);
