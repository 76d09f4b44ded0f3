import { handle } from "#app/api/handle.ts";
import { hostEgress } from "#lib/delivery/service-host-overview.ts";

export const GET = handle<{ host: string }>({ scope: "hosts.read" }, async (context, { params }) =>
  Response.json(await hostEgress(context, params.host)),
);
