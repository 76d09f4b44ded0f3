import { handle } from "#app/api/handle.ts";
import { cancelMaintenance } from "#lib/host/service-maintenance.ts";

export const DELETE = handle<{ host: string; windowId: string }>(
  { scope: "hosts.write" },
  async (context, { params }) =>
    Response.json(await cancelMaintenance(context, params.host, params.windowId)),
);
