import { handle } from "#app/api/handle.ts";
import { createShareLink, shareLinks } from "#lib/review/service-share.ts";
import { shareInputSchema } from "#lib/review/share-schema.ts";

type Params = { reviewId: string };

export const GET = handle<Params>({ scope: "reviews.comment" }, async (context, { params }) =>
  Response.json(await shareLinks(context, params.reviewId)),
);

export const POST = handle<Params, typeof shareInputSchema>(
  { scope: "reviews.comment", secret: true, body: shareInputSchema },
  async (context, { params, body }) =>
    Response.json(await createShareLink(context, params.reviewId, body.expires_in_hours), { status: 201 }),
);
