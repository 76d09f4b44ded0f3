import { ApiKeyInput } from "#lib/api-key/schema.ts";
import { createApiKey } from "#lib/api-key/service.ts";
import type { Context } from "#lib/platform/context.ts";

/** A key for the API of one workspace. */
export async function createKeyFor(context: Context): Promise<string> {
  const { token } = await createApiKey(context, ApiKeyInput.parse({ name: "bench", scopes: ["*"] }));
  return token;
}
