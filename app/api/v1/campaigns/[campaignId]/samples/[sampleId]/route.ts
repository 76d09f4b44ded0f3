import { handle } from "#app/api/handle.ts";
import { removeSample } from "#lib/campaign/service-samples.ts";

export const DELETE = handle<{ campaignId: string; sampleId: string }>(
  { scope: "campaigns.write" },
  async (context, { params }) => {
    await removeSample(context, params.campaignId, params.sampleId);
    return Response.json({ message: "success" });
  },
);
