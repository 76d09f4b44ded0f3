import { handle } from "#app/api/handle.ts";
import { patchSecretSchema } from "#lib/secret/schema.ts";
import { changeSecret, getSecret, removeSecret } from "#lib/secret/service.ts";

type Params = { secretId: string };

export const GET = handle<Params>({ scope: "secrets.read" }, async (context, { params }) =>
  Response.json(await getSecret(context, params.secretId)),
);

export const PATCH = handle<Params, typeof patchSecretSchema>(
  { scope: "secrets.write", body: patchSecretSchema },
  async (context, { params, body }) => Response.json(await changeSecret(context, params.secretId, body)),
);

export const DELETE = handle<Params>({ scope: "secrets.write" }, async (context, { params }) => {
  await removeSecret(context, params.secretId);
  return Response.json({ message: "success" });
});
