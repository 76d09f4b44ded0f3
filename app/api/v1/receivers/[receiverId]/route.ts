import { handle } from "#app/api/handle.ts";
import { patchReceiverSchema } from "#lib/receiver/schema.ts";
import { getReceiver, patchReceiver, removeReceiver } from "#lib/receiver/service.ts";

export const GET = handle<{ receiverId: string }>({ scope: "receivers.read" }, async (context, { params }) =>
  Response.json(await getReceiver(context, params.receiverId)),
);

export const PATCH = handle<{ receiverId: string }, typeof patchReceiverSchema>(
  { scope: "receivers.write", body: patchReceiverSchema },
  async (context, { params, body }) => Response.json(await patchReceiver(context, params.receiverId, body)),
);

export const DELETE = handle<{ receiverId: string }>(
  { scope: "receivers.write" },
  async (context, { params }) => {
    await removeReceiver(context, params.receiverId);
    return new Response(null, { status: 204 });
  },
);
