import { handle } from "#app/api/handle.ts";
import { trackBulk } from "#lib/event/service-bulk.ts";

/** Up to 10,000 lines of `application/x-ndjson`: `{"type": "event", "external_id": …, "name": …}`. */
export const POST = handle(
  {
    scope: "users.track",
    text: "application/x-ndjson",
    maxBytes: 16 * 1024 * 1024,
    rateLimit: { bucket: "users/track/bulk", limit: 60, windowSeconds: 3 },
  },
  async (context, { text }) => Response.json(await trackBulk(context, text), { status: 201 }),
);
