import { handle } from "#app/api/handle.ts";
import { hostSettingsSchema } from "#lib/host/schema.ts";
import { getHost, putHost } from "#lib/host/service.ts";

export const GET = handle<{ host: string }>({ scope: "hosts.read" }, async (context, { params }) =>
  Response.json(await getHost(context, params.host)),
);

export const PUT = handle<{ host: string }, typeof hostSettingsSchema>(
  { scope: "hosts.write", body: hostSettingsSchema },
  async (context, { params, body }) => Response.json(await putHost(context, params.host, body)),
);
