import { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { pauseHost } from "#lib/host/service.ts";

const body = z.strictObject({ reason: z.string().max(500).optional() });

export const POST = handle<{ host: string }, typeof body>(
  { scope: "hosts.write", body },
  async (context, { params, body: input }) =>
    Response.json(await pauseHost(context, params.host, input.reason ?? null)),
);
