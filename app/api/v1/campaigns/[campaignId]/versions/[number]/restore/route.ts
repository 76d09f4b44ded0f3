import { handle } from "#app/api/handle.ts";
import { restoreVersion } from "#lib/campaign/service-versions.ts";
import { notFound } from "#lib/platform/errors.ts";

type Params = { campaignId: string; number: string };

export const POST = handle<Params>({ scope: "campaigns.write" }, async (context, { params }) => {
  if (!/^\d{1,6}$/.test(params.number)) throw notFound("version");
  return Response.json(await restoreVersion(context, params.campaignId, Number(params.number)));
});
