import { handle } from "#app/api/handle.ts";
import { revealSigning } from "#lib/delivery/service-signing.ts";

export const POST = handle<{ host: string }>(
  { scope: "hosts.write", secret: true },
  async (context, { params }) => Response.json(await revealSigning(context, params.host)),
);
