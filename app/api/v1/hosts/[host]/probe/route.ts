import { handle } from "#app/api/handle.ts";
import { probeHost } from "#lib/host/service.ts";

/** Lets one request try a failing host now. */
export const POST = handle<{ host: string }>({ scope: "hosts.write" }, async (context, { params }) =>
  Response.json(await probeHost(context, params.host)),
);
