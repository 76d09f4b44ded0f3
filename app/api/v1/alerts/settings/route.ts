import { handle } from "#app/api/handle.ts";
import { alertSettingsSchema } from "#lib/alert/schema.ts";
import { alertSettings, changeAlertSettings } from "#lib/alert/service.ts";

export const GET = handle({ scope: "workspace.read" }, async (context) =>
  Response.json(await alertSettings(context.workspaceId)),
);

/** Replaces the rules; what is left out takes its default. */
export const PUT = handle(
  { scope: "workspace.write", body: alertSettingsSchema },
  async (context, { body }) => Response.json(await changeAlertSettings(context, body)),
);
