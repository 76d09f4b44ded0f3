import { handle } from "#app/api/handle.ts";
import { listAlerts } from "#lib/alert/service.ts";

/** Open alerts first, then the newest of the closed ones. */
export const GET = handle({ scope: "hosts.read" }, async (context) =>
  Response.json(await listAlerts(context)),
);
