import { handle } from "#app/api/handle.ts";
import { getWorkspaceSigning } from "#lib/delivery/service-signing.ts";

export const GET = handle({ scope: "workspace.read" }, async (context) =>
  Response.json(await getWorkspaceSigning(context)),
);
