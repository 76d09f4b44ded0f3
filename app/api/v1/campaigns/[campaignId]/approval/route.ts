import { handle } from "#app/api/handle.ts";
import { approvalView } from "#lib/review/service-approval.ts";

export const GET = handle<{ campaignId: string }>({ scope: "campaigns.read" }, async (context, { params }) =>
  Response.json(await approvalView(context, { type: "campaign", id: params.campaignId })),
);
