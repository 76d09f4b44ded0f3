import { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { brazeDetails } from "#lib/campaign/service-braze.ts";

const Query = z.object({
  campaign_id: z.string().min(1),
  /** What will be live after the next launch, instead of what is live now. */
  post_launch_draft_version: z.stringbool().default(false),
});

export const GET = handle({ scope: "campaigns.details", query: Query }, async (context, { query }) =>
  Response.json({
    message: "success",
    ...(await brazeDetails(context, query.campaign_id, query.post_launch_draft_version)),
  }),
);
