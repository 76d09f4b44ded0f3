import { handle } from "#app/api/handle.ts";
import { getVersion } from "#lib/campaign/service-versions.ts";
import { notFound } from "#lib/platform/errors.ts";

type Params = { campaignId: string; number: string };

export const GET = handle<Params>({ scope: "campaigns.read" }, async (context, { params }) => {
  if (!/^\d{1,6}$/.test(params.number)) throw notFound("version");
  return Response.json(await getVersion(context, params.campaignId, Number(params.number)));
});
