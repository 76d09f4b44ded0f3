import { handle } from "#app/api/handle.ts";
import { hostUsage } from "#lib/delivery/service-host-overview.ts";

export const GET = handle<{ host: string }>({ scope: "hosts.read" }, async (context, { params }) =>
  Response.json(await hostUsage(context, params.host)),
);
