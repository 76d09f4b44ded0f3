import { handle } from "#app/api/handle.ts";
import { rotateWorkspaceSigning } from "#lib/delivery/service-signing.ts";
import { rotateSigningSchema } from "#lib/delivery/signing-keys.ts";

export const POST = handle(
  { scope: "secrets.write", secret: true, body: rotateSigningSchema },
  async (context, { body }) => Response.json(await rotateWorkspaceSigning(context, body)),
);
