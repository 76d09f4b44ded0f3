import type { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { listReviewsQuerySchema, requestReviewSchema } from "#lib/review/schema.ts";
import { listReviews } from "#lib/review/service.ts";
import { requestReview } from "#lib/review/service-request.ts";

export const GET = handle<Record<never, never>, z.ZodUnknown, typeof listReviewsQuerySchema>(
  { scope: "reviews.read", query: listReviewsQuerySchema },
  async (context, { query }) => Response.json(await listReviews(context, query)),
);

export const POST = handle(
  { scope: "reviews.request", body: requestReviewSchema },
  async (context, { body }) => Response.json(await requestReview(context, body), { status: 201 }),
);
