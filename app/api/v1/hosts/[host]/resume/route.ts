import { handle } from "#app/api/handle.ts";
import { resumeHost } from "#lib/host/service.ts";

export const POST = handle<{ host: string }>({ scope: "hosts.write" }, async (context, { params }) =>
  Response.json(await resumeHost(context, params.host)),
);
