import { handle } from "#app/api/handle.ts";
import { RotateInput } from "#lib/api-key/schema.ts";
import { rotateApiKey } from "#lib/api-key/service.ts";

export const POST = handle<{ apiKeyId: string }, typeof RotateInput>(
  { scope: "api_keys.write", secret: true, body: RotateInput },
  async (context, { params, body }) =>
    Response.json(await rotateApiKey(context, params.apiKeyId, body.overlap_hours), { status: 201 }),
);
