import { handle } from "#app/api/handle.ts";
import { patchInboundSchema } from "#lib/inbound/schema.ts";
import { changeInbound, getInbound, removeInbound } from "#lib/inbound/service.ts";
import type { Context } from "#lib/platform/context.ts";

type Params = { inboundId: string };
const current = (context: Context, params: Params) => getInbound(context, params.inboundId);

export const GET = handle<Params>({ scope: "inbound.read", current }, async (context, { params }) =>
  Response.json(await getInbound(context, params.inboundId)),
);

export const PATCH = handle<Params, typeof patchInboundSchema>(
  { scope: "inbound.write", current, body: patchInboundSchema },
  async (context, { params, body }) => Response.json(await changeInbound(context, params.inboundId, body)),
);

export const DELETE = handle<Params>({ scope: "inbound.write", current }, async (context, { params }) => {
  await removeInbound(context, params.inboundId);
  return Response.json({ message: "success" });
});
