import { handle } from "#app/api/handle.ts";
import { acceptAgain } from "#lib/inbound/service-receive.ts";

export const POST = handle<{ inboundId: string; callId: string }>(
  { scope: "inbound.write" },
  async (context, { params }) => Response.json(await acceptAgain(context, params.inboundId, params.callId)),
);
