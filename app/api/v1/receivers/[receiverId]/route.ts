import { handle } from "#app/api/handle.ts";
import type { Context } from "#lib/platform/context.ts";
import { patchReceiverSchema } from "#lib/receiver/schema.ts";
import { getReceiver, patchReceiver, removeReceiver } from "#lib/receiver/service.ts";

type Params = { receiverId: string };
const bound = {
  current: (context: Context, params: Params) => getReceiver(context, params.receiverId),
  settings: ["name", "script"],
};

export const GET = handle<Params>({ scope: "receivers.read", ...bound }, async (context, { params }) =>
  Response.json(await getReceiver(context, params.receiverId)),
);

export const PATCH = handle<Params, typeof patchReceiverSchema>(
  { scope: "receivers.write", body: patchReceiverSchema, ...bound },
  async (context, { params, body }) => Response.json(await patchReceiver(context, params.receiverId, body)),
);

export const DELETE = handle<Params>({ scope: "receivers.write", ...bound }, async (context, { params }) => {
  await removeReceiver(context, params.receiverId);
  return new Response(null, { status: 204 });
});
