import { handle } from "#app/api/handle.ts";
import { broadcastLimit } from "#app/api/rate-limit.ts";
import { messagesSendSchema } from "#lib/campaign/send-schema.ts";
import { sendMessage } from "#lib/campaign/service-send.ts";

export const POST = handle(
  { scope: "messages.send", body: messagesSendSchema, sends: true, rateLimitOf: broadcastLimit },
  async (context, { body }) => Response.json(await sendMessage(context, body), { status: 201 }),
);
