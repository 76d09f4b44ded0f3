import { handle } from "#app/api/handle.ts";
import { replayInputSchema } from "#lib/delivery/replay-schema.ts";
import { previewReplay } from "#lib/delivery/service-replay.ts";

/** How many deliveries a replay would send, and to which hosts. */
export const POST = handle({ scope: "deliveries.read", body: replayInputSchema }, async (context, { body }) =>
  Response.json(await previewReplay(context, body)),
);
