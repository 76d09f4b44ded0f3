import { handle } from "#app/api/handle.ts";
import { receiverState } from "#lib/receiver/service.ts";

export const GET = handle<{ receiverId: string }>(
  { scope: "receivers.read", personal: true },
  async (context, { params }) => Response.json(await receiverState(context, params.receiverId)),
);
