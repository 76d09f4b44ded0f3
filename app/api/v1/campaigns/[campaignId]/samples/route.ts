import { handle } from "#app/api/handle.ts";
import { createSampleSchema } from "#lib/campaign/sample-schema.ts";
import { listSamples, saveSample } from "#lib/campaign/service-samples.ts";

export const GET = handle<{ campaignId: string }>(
  { scope: "campaigns.read", personal: true },
  async (context, { params }) => Response.json({ samples: await listSamples(context, params.campaignId) }),
);

export const POST = handle<{ campaignId: string }, typeof createSampleSchema>(
  { scope: "campaigns.write", personal: true, body: createSampleSchema },
  async (context, { params, body }) =>
    Response.json(await saveSample(context, params.campaignId, body), { status: 201 }),
);
