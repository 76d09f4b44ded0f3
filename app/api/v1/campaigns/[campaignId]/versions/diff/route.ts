import { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { compareVersions } from "#lib/campaign/service-versions.ts";

/** Without `to`, the draft. */
const Query = z.object({
  from: z.coerce.number().int().min(1),
  to: z.coerce.number().int().min(1).optional(),
});

export const GET = handle<{ campaignId: string }, z.ZodUnknown, typeof Query>(
  { scope: "campaigns.read", query: Query },
  async (context, { params, query }) =>
    Response.json({
      changes: await compareVersions(context, params.campaignId, query.from, query.to ?? null),
    }),
);
