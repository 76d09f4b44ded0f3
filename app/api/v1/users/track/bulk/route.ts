import { handle } from "#app/api/handle.ts";
import { startTrack } from "#lib/bulk/service.ts";
import { trackBulk } from "#lib/event/service-bulk.ts";

/** Up to 10,000 lines of `application/x-ndjson`: `{"type": "event", "external_id": …, "name": …}`. With `Prefer: respond-async` a job works on up to 100,000. */
export const POST = handle(
  {
    scope: "users.track",
    text: "application/x-ndjson",
    maxBytes: 16 * 1024 * 1024,
    rateLimit: { bucket: "users/track/bulk", limit: 60, windowSeconds: 3 },
  },
  async (context, { text, request }) => {
    if (/\brespond-async\b/.test(request.headers.get("prefer") ?? "")) {
      const headers = { "preference-applied": "respond-async" };
      return Response.json(await startTrack(context, text), { status: 202, headers });
    }
    return Response.json(await trackBulk(context, text), { status: 201 });
  },
);
