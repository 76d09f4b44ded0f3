import { handle } from "#app/api/handle.ts";
import { sendsQuerySchema } from "#lib/campaign/sends-schema.ts";
import { findSends } from "#lib/campaign/service-sends.ts";

/** What became of sending calls, by dispatch id, send id or the Idempotency-Key they came with. */
export const GET = handle({ scope: "deliveries.read", query: sendsQuerySchema }, async (context, { query }) =>
  Response.json(await findSends(context, query)),
);
