import { handle } from "#app/api/handle.ts";
import { exportUsers } from "#lib/event/service-users.ts";
import { exportUsersSchema } from "#lib/profile/user-schema.ts";

export const POST = handle(
  {
    scope: "users.export.ids",
    body: exportUsersSchema,
    rateLimit: { bucket: "users/export/ids", limit: 2_500, windowSeconds: 60 },
  },
  async (context, { body }) => Response.json(await exportUsers(context, body), { status: 201 }),
);
