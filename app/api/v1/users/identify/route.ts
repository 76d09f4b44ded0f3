import { handle } from "#app/api/handle.ts";
import { identifyUsers } from "#lib/profile/service-identity.ts";
import { identifyUsersSchema } from "#lib/profile/user-schema.ts";

export const POST = handle(
  {
    scope: "users.identify",
    body: identifyUsersSchema,
    rateLimit: { bucket: "users/identity", limit: 20_000, windowSeconds: 60 },
  },
  async (context, { body }) => Response.json(await identifyUsers(context, body), { status: 201 }),
);
