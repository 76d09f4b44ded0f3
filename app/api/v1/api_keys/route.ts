import { handle } from "#app/api/handle.ts";
import { ApiKeyInput } from "#lib/api-key/schema.ts";
import { createApiKey, listApiKeys } from "#lib/api-key/service.ts";

export const GET = handle({ scope: "api_keys.read" }, async (context) =>
  Response.json({ api_keys: await listApiKeys(context) }),
);

export const POST = handle(
  { scope: "api_keys.write", secret: true, body: ApiKeyInput },
  async (context, { body }) => Response.json(await createApiKey(context, body), { status: 201 }),
);
