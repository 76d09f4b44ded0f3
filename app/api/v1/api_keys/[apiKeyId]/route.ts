import { handle } from "#app/api/handle.ts";
import { ApiKeyPatch } from "#lib/api-key/schema.ts";
import { changeApiKey, getApiKey, revokeApiKey } from "#lib/api-key/service.ts";
import type { Context } from "#lib/platform/context.ts";

type Params = { apiKeyId: string };
/** When it was last used moves by itself. */
const bound = {
  current: (context: Context, params: Params) => getApiKey(context, params.apiKeyId),
  settings: ["name", "scopes", "allowed_addresses", "expires_at", "revoked_at"],
};

export const GET = handle<Params>({ scope: "api_keys.read", ...bound }, async (context, { params }) =>
  Response.json(await getApiKey(context, params.apiKeyId)),
);

export const PATCH = handle<Params, typeof ApiKeyPatch>(
  { scope: "api_keys.write", ...bound, body: ApiKeyPatch },
  async (context, { params, body }) => Response.json(await changeApiKey(context, params.apiKeyId, body)),
);

/** A revoked key stays in the list, so that its past use can be explained. */
export const DELETE = handle<Params>({ scope: "api_keys.write", ...bound }, async (context, { params }) =>
  Response.json(await revokeApiKey(context, params.apiKeyId)),
);
