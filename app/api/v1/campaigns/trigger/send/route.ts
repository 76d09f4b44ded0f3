import { handle } from "#app/api/handle.ts";
import { broadcastLimit } from "#app/api/rate-limit.ts";
import { triggerSendSchema } from "#lib/campaign/send-schema.ts";
import { triggerCampaign } from "#lib/campaign/service-send.ts";

export const POST = handle(
  { scope: "campaigns.trigger.send", body: triggerSendSchema, sends: true, rateLimitOf: broadcastLimit },
  async (context, { body }) => Response.json(await triggerCampaign(context, body), { status: 201 }),
);
