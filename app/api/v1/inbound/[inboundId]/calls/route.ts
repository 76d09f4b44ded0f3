import type { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { inboundCallsQuerySchema } from "#lib/inbound/schema.ts";
import { inboundCalls } from "#lib/inbound/service.ts";

export const GET = handle<{ inboundId: string }, z.ZodUnknown, typeof inboundCallsQuerySchema>(
  { scope: "inbound.read", personal: true, query: inboundCallsQuerySchema },
  async (context, { params, query }) => Response.json(await inboundCalls(context, params.inboundId, query)),
);
