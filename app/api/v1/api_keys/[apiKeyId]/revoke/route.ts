import { handle } from "#app/api/handle.ts";
import { revokeApiKey } from "#lib/api-key/service.ts";

export const POST = handle<{ apiKeyId: string }>({ scope: "api_keys.write" }, async (context, { params }) =>
  Response.json(await revokeApiKey(context, params.apiKeyId)),
);
