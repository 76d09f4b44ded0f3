import { handle } from "#app/api/handle.ts";
import { bulkTriggerQuerySchema } from "#lib/bulk/schema.ts";
import { startTrigger } from "#lib/bulk/service.ts";

/** Recipients as in /campaigns/trigger/send, one per line; worked off in the background. */
export const POST = handle(
  {
    scope: "campaigns.trigger.send",
    text: "application/x-ndjson",
    query: bulkTriggerQuerySchema,
    maxBytes: 16 * 1024 * 1024,
    rateLimit: { bucket: "bulk", limit: 60, windowSeconds: 60 },
  },
  async (context, { query, text }) =>
    Response.json(await startTrigger(context, query, text), { status: 202 }),
);
