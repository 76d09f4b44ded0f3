import { handle } from "#app/api/handle.ts";
import { revokeShareLink } from "#lib/review/service-share.ts";

export const POST = handle<{ reviewId: string; linkId: string }>(
  { scope: "reviews.comment" },
  async (context, { params }) => {
    await revokeShareLink(context, params.reviewId, params.linkId);
    return Response.json({ message: "success" });
  },
);
