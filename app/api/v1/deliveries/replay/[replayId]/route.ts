import { handle } from "#app/api/handle.ts";
import { getReplay } from "#lib/delivery/service-replay.ts";

export const GET = handle<{ replayId: string }>({ scope: "deliveries.read" }, async (context, { params }) =>
  Response.json(await getReplay(context, params.replayId)),
);
