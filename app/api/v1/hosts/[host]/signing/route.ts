import { handle } from "#app/api/handle.ts";
import { getSigning } from "#lib/delivery/service-signing.ts";

export const GET = handle<{ host: string }>({ scope: "hosts.read" }, async (context, { params }) =>
  Response.json(await getSigning(context, params.host)),
);
