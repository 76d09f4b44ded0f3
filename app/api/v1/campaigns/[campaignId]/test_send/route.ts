import { handle } from "#app/api/handle.ts";
import { testSendInputSchema } from "#lib/campaign/preview-schema.ts";
import { testSend } from "#lib/campaign/service-preview.ts";

/** One real request, now. */
export const POST = handle<{ campaignId: string }, typeof testSendInputSchema>(
  { scope: "campaigns.write", body: testSendInputSchema },
  async (context, { params, body }) => Response.json(await testSend(context, params.campaignId, body)),
);
