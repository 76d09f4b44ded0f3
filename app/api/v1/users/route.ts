import type { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { listUsers } from "#lib/profile/service-users.ts";
import { listUsersQuerySchema } from "#lib/profile/user-schema.ts";

export const GET = handle<Record<never, never>, z.ZodUnknown, typeof listUsersQuerySchema>(
  { scope: "users.read", personal: true, query: listUsersQuerySchema },
  async (context, { query }) => Response.json(await listUsers(context, query)),
);
