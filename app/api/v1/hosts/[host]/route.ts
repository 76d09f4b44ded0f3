import { handle } from "#app/api/handle.ts";
import { hostSettingsSchema } from "#lib/host/schema.ts";
import { findHostDetail, getHost, putHost } from "#lib/host/service.ts";
import type { Context } from "#lib/platform/context.ts";

type Params = { host: string };

/** State and numbers of a host move by themselves; a host nobody has seen yet has nothing to compare with. */
const bound = {
  current: async (context: Context, params: Params) => (await findHostDetail(context, params.host)) ?? {},
  settings: Object.keys(hostSettingsSchema.shape),
};

export const GET = handle<Params>({ scope: "hosts.read", ...bound }, async (context, { params }) =>
  Response.json(await getHost(context, params.host)),
);

export const PUT = handle<Params, typeof hostSettingsSchema>(
  { scope: "hosts.write", dryRun: true, body: hostSettingsSchema, ...bound },
  async (context, { params, body }) => Response.json(await putHost(context, params.host, body)),
);
