import { handle } from "#app/api/handle.ts";
import { createSecretSchema } from "#lib/secret/schema.ts";
import { createSecret, listSecrets } from "#lib/secret/service.ts";

export const GET = handle({ scope: "secrets.read" }, async (context) =>
  Response.json({ secrets: await listSecrets(context) }),
);

export const POST = handle({ scope: "secrets.write", body: createSecretSchema }, async (context, { body }) =>
  Response.json(await createSecret(context, body), { status: 201 }),
);
