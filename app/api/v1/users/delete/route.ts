import { handle } from "#app/api/handle.ts";
import { eraseUsers } from "#lib/profile/service-identity.ts";
import { deleteUsersSchema } from "#lib/profile/user-schema.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";

/** Erases up to 50 people, with their events and the requests sent because of them. */
export const POST = handle(
  {
    scope: "users.delete",
    body: deleteUsersSchema,
    rateLimit: { bucket: "users/identity", limit: 20_000, windowSeconds: 60 },
  },
  async (context, { body }) => {
    const deleted = await eraseUsers(context, body);
    await recordAudit(context, {
      action: "users.deleted",
      subject: { type: "users", id: context.requestId },
      after: { deleted },
    });
    return Response.json({ deleted, message: "success" }, { status: 201 });
  },
);
