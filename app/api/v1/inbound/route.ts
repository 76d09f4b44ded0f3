import { handle } from "#app/api/handle.ts";
import { createInboundSchema } from "#lib/inbound/schema.ts";
import { createInbound, listInbound } from "#lib/inbound/service.ts";

export const GET = handle({ scope: "inbound.read" }, async (context) =>
  Response.json({ inbound: await listInbound(context) }),
);

export const POST = handle({ scope: "inbound.write", body: createInboundSchema }, async (context, { body }) =>
  Response.json(await createInbound(context, body), { status: 201 }),
);
