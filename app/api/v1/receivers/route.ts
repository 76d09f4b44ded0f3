import { handle } from "#app/api/handle.ts";
import { createReceiverSchema } from "#lib/receiver/schema.ts";
import { createReceiver, listReceivers } from "#lib/receiver/service.ts";

export const GET = handle({ scope: "receivers.read" }, async (context) =>
  Response.json({ receivers: await listReceivers(context) }),
);

export const POST = handle(
  { scope: "receivers.write", body: createReceiverSchema },
  async (context, { body }) => Response.json(await createReceiver(context, body), { status: 201 }),
);
