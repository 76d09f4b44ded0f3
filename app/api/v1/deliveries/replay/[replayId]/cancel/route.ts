import { handle } from "#app/api/handle.ts";
import { cancelReplay } from "#lib/delivery/service-replay.ts";

export const POST = handle<{ replayId: string }>(
  { scope: "deliveries.replay" },
  async (context, { params }) => Response.json(await cancelReplay(context, params.replayId)),
);
