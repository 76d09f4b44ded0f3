import { handle } from "#app/api/handle.ts";
import { revealWorkspaceSigning } from "#lib/delivery/service-signing.ts";

export const POST = handle({ scope: "secrets.write", secret: true }, async (context) =>
  Response.json(await revealWorkspaceSigning(context)),
);
