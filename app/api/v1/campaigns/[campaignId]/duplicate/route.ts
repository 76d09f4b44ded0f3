import { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { duplicateCampaign } from "#lib/campaign/service.ts";

const Body = z.strictObject({ name: z.string().trim().min(1).max(200).optional() });

export const POST = handle<{ campaignId: string }, typeof Body>(
  { scope: "campaigns.write", alsoScope: "campaigns.duplicate", body: Body },
  async (context, { params, body }) =>
    Response.json(await duplicateCampaign(context, params.campaignId, body.name), { status: 201 }),
);
