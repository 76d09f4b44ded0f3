import type { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { listUsers } from "#lib/profile/service-users.ts";
import { listUsersQuerySchema } from "#lib/profile/user-schema.ts";
import { personalHidden, seesPeople } from "#lib/workspace/service-personal.ts";

export const GET = handle<Record<never, never>, z.ZodUnknown, typeof listUsersQuerySchema>(
  { scope: "users.read", personal: true, query: listUsersQuerySchema },
  async (context, { query }) => {
    // What is hidden is not searched either: a hit would tell it.
    const sees = seesPeople(context);
    if (!sees && query.attribute !== undefined)
      throw personalHidden("You may not look for people by what is known of them.", "attribute");
    return Response.json(await listUsers(context, query, sees));
  },
);
