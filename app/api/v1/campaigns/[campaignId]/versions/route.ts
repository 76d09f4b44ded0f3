import { handle } from "#app/api/handle.ts";
import { listVersions } from "#lib/campaign/service-versions.ts";

export const GET = handle<{ campaignId: string }>({ scope: "campaigns.read" }, async (context, { params }) =>
  Response.json({ versions: await listVersions(context, params.campaignId) }),
);
