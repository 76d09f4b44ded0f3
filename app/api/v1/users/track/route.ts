import { handle } from "#app/api/handle.ts";
import { TrackBody } from "#lib/event/schema.ts";
import { refuseWhenFarBehind } from "#lib/event/service-backlog.ts";
import { track } from "#lib/event/service-track.ts";

/** Attributes, events and purchases of up to 75 people each. */
export const POST = handle(
  {
    scope: "users.track",
    body: TrackBody,
    rateLimit: { bucket: "users/track", limit: 3000, windowSeconds: 3 },
  },
  async (context, { body }) => {
    refuseWhenFarBehind(context.now);
    return Response.json(await track(context, body), { status: 201 });
  },
);
