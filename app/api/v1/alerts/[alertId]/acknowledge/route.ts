import { handle } from "#app/api/handle.ts";
import { acknowledgeAlert, listAlerts } from "#lib/alert/service.ts";

/** Somebody looks after it; answers the list. */
export const POST = handle<{ alertId: string }>({ scope: "hosts.write" }, async (context, { params }) => {
  await acknowledgeAlert(context, params.alertId);
  return Response.json(await listAlerts(context));
});
