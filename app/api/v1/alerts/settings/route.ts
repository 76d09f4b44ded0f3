import { handle } from "#app/api/handle.ts";
import { alertSettingsSchema } from "#lib/alert/schema.ts";
import { alertSettings, changeAlertSettings } from "#lib/alert/service.ts";
import type { Context } from "#lib/platform/context.ts";

const current = (context: Context) => alertSettings(context.workspaceId);

export const GET = handle({ scope: "workspace.read", current }, async (context) =>
  Response.json(await alertSettings(context.workspaceId)),
);

/** Replaces the rules; what is left out takes its default. */
export const PUT = handle(
  { scope: "workspace.write", current, body: alertSettingsSchema },
  async (context, { body }) => Response.json(await changeAlertSettings(context, body)),
);
