import { handle } from "#app/api/handle.ts";
import { rotateSigning } from "#lib/delivery/service-signing.ts";
import { rotateSigningSchema } from "#lib/delivery/signing-keys.ts";

export const POST = handle<{ host: string }, typeof rotateSigningSchema>(
  { scope: "hosts.write", secret: true, body: rotateSigningSchema },
  async (context, { params, body }) => Response.json(await rotateSigning(context, params.host, body)),
);
