import { handle } from "#app/api/handle.ts";
import { maintenanceInputSchema } from "#lib/host/maintenance-schema.ts";
import { planMaintenance } from "#lib/host/service-maintenance.ts";

/** Plans a time in which nothing is sent to the host. */
export const POST = handle<{ host: string }, typeof maintenanceInputSchema>(
  { scope: "hosts.write", body: maintenanceInputSchema },
  async (context, { params, body }) =>
    Response.json(await planMaintenance(context, params.host, body), { status: 201 }),
);
