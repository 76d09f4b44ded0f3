import { handle } from "#app/api/handle.ts";
import type { Context } from "#lib/platform/context.ts";
import { patchSecretSchema } from "#lib/secret/schema.ts";
import { changeSecret, getSecret, removeSecret } from "#lib/secret/service.ts";

type Params = { secretId: string };
/** When it was last used moves by itself. */
const bound = {
  current: (context: Context, params: Params) => getSecret(context, params.secretId),
  settings: ["note", "allowed_hosts", "updated_at"],
};

export const GET = handle<Params>({ scope: "secrets.read", ...bound }, async (context, { params }) =>
  Response.json(await getSecret(context, params.secretId)),
);

export const PATCH = handle<Params, typeof patchSecretSchema>(
  { scope: "secrets.write", ...bound, body: patchSecretSchema },
  async (context, { params, body }) => Response.json(await changeSecret(context, params.secretId, body)),
);

export const DELETE = handle<Params>({ scope: "secrets.write", ...bound }, async (context, { params }) => {
  await removeSecret(context, params.secretId);
  return Response.json({ message: "success" });
});
