import { handle } from "#app/api/handle.ts";
import { addAliases } from "#lib/profile/service-identity.ts";
import { newAliasesSchema } from "#lib/profile/user-schema.ts";

export const POST = handle(
  {
    scope: "users.alias.new",
    body: newAliasesSchema,
    rateLimit: { bucket: "users/identity", limit: 20_000, windowSeconds: 60 },
  },
  async (context, { body }) => Response.json(await addAliases(context, body), { status: 201 }),
);
